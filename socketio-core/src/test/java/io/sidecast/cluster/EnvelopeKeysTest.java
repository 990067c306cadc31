package io.sidecast.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EnvelopeKeysTest {

  private static final byte[] OLD = "an old key of thirty-two bytes 1".getBytes(UTF_8);
  private static final byte[] FRESH = "a fresh key of thirty-two bytes2".getBytes(UTF_8);

  private static String base64(byte[] key) {
    return Base64.getEncoder().encodeToString(key);
  }

  @Test
  void shortKeysAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> EnvelopeKeys.of(new byte[31]))
        .withMessageContaining("at least 32 bytes, not 31")
        .withMessageContaining("openssl rand -base64 32");
    assertThatIllegalArgumentException().isThrownBy(() -> EnvelopeKeys.of(OLD, new byte[0]));
    assertThatIllegalArgumentException().isThrownBy(() -> EnvelopeKeys.parse(""));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> EnvelopeKeys.parse(base64(new byte[16])))
        .withMessageContaining("not 16");
  }

  @ParameterizedTest
  @CsvSource({"'%s,',2", "',%s',1", "'%s, ,',2", "'',1", "'  ',1"})
  void anEmptyEntryIsNamed(String text, int number) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> EnvelopeKeys.parse(text.formatted(base64(OLD))))
        .withMessageContaining("number " + number + " is empty");
  }

  @Test
  void theSameKeyTwiceIsRefused() {
    String message = "numbers 1 and 3 are the same";
    assertThatIllegalArgumentException()
        .isThrownBy(() -> EnvelopeKeys.of(OLD, FRESH, OLD.clone()))
        .withMessageContaining(message);
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> EnvelopeKeys.parse(base64(OLD) + "," + base64(FRESH) + ", " + base64(OLD)))
        .withMessageContaining(message)
        .withMessageNotContaining(base64(OLD));
  }

  @Test
  void textIsAListInBase64() {
    var keys = EnvelopeKeys.parse(" " + base64(FRESH) + " ,\n" + base64(OLD) + "\n");
    assertThat(keys.keys()).isEqualTo(EnvelopeKeys.of(FRESH, OLD).keys());
    assertThat(keys.isEmpty()).isFalse();
    assertThat(EnvelopeKeys.NONE.isEmpty()).isTrue();
  }

  @Test
  void messagesDoNotContainTheKey() {
    String secret = "secret!" + base64(FRESH);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> EnvelopeKeys.parse(base64(OLD) + "," + secret))
        .withMessageContaining("number 2")
        .withMessageNotContaining("secret")
        .withNoCause();
    assertThat(EnvelopeKeys.of(FRESH, OLD)).hasToString("2 envelope keys");
  }

  @Test
  void theWindowHasARange() {
    var keys = EnvelopeKeys.of(FRESH);
    assertThat(keys.replayWindow()).isEqualTo(Duration.ofMinutes(5));
    assertThat(keys.withReplayWindow(Duration.ofHours(1)).acceptingUnsigned().replayWindow())
        .isEqualTo(Duration.ofHours(1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> keys.withReplayWindow(Duration.ofMillis(999)))
        .withMessageContaining("PT1S");
  }
}
