package io.sidecast.cluster.message;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Small envelopes that announce large values are refused before the values are allocated. */
class EnvelopeBombsTest {

  /** The beginning of an envelope with a batch: version 2, kind 15, origin and sequence number. */
  private static final String BATCH = "9f020f666162632d5f3901";

  private final CborEnvelopeCodec codec = new CborEnvelopeCodec();

  private void assertRefused(byte[] envelope) {
    assertThatThrownBy(() -> codec.decode(envelope)).isInstanceOf(EnvelopeException.class);
  }

  /** Each value is in place of the origin of an envelope of version 2 and kind 1. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "9bffffffffffffffff", // arrays
        "9b7fffffffffffffff",
        "9a7fffffff",
        "bbffffffffffffffff", // maps
        "ba7fffffff",
        "5bffffffffffffffff", // bytes
        "5b000000007fffffff00",
        "5a7fffffff00",
        "7bffffffffffffffff", // text
        "7a7fffffff61",
        "5f5a7fffffff00", // bytes and text in chunks
        "7f7a7fffffff61",
        "c25a7fffffff01" // a number of 2,147,483,647 bytes
      })
  void announcedLengths(String hex) {
    assertRefused(HexFormat.of().parseHex("9f0201" + hex));
    assertRefused(HexFormat.of().parseHex(hex));
  }

  /** Each list is that of a batch. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "9f1b7fffffffffffffff", // messages
        "9f1bffffffffffffffff",
        "9f1a7fffffff",
        "9f20", // -1
        "9f00ff"
      })
  void announcedMessages(String hex) {
    assertRefused(HexFormat.of().parseHex(BATCH + hex));
    assertRefused(HexFormat.of().parseHex(BATCH + hex + "06".repeat(500_000)));
  }

  @Test
  void batchesInBatches() {
    assertRefused(HexFormat.of().parseHex(BATCH + "9f010f".repeat(500_000)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"81", "9f", "a1", "bf", "c0", "d818", "5f", "7f"})
  void deepNesting(String one) {
    assertRefused(HexFormat.of().parseHex("9f0201" + one.repeat(500_000)));
    assertRefused(HexFormat.of().parseHex(one.repeat(500_000)));
  }
}
