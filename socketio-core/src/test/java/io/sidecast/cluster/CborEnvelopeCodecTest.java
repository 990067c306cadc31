package io.sidecast.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sidecast.packet.Audience;
import io.sidecast.packet.EncodedPacket;
import io.sidecast.packet.Payload;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CborEnvelopeCodecTest {

  private static final NodeId ORIGIN = new NodeId("abc-_9");
  private static final byte[] HEAD = "51-[\"é\",{\"_placeholder\":true,\"num\":0}]".getBytes(UTF_8);

  private final EnvelopeCodec codec = new CborEnvelopeCodec();

  static Stream<Message> messages() {
    var audience = new Audience("/ünï", Set.of("a b", "#/", "🎈".repeat(2_000)), Set.of("x"));
    var packet =
        EncodedPacket.text(HEAD, List.of(new byte[0], new byte[] {0, (byte) 0xff}))
            .with(new EncodedPacket.Flags(true, false));
    var node = new NodeInfo(ORIGIN, Instant.ofEpochMilli(1_790_000_000_123L), "höst:5000");
    return Stream.of(
        new Message.Emit(audience, packet),
        new Message.Emit(Audience.everybody("/"), EncodedPacket.binary(new byte[] {1, 2})),
        new Message.EmitWithAck(Long.MAX_VALUE, audience, packet, Duration.ofMillis(1_500)),
        new Message.Acks(3, 2, List.of(new Payload(HEAD, List.of(new byte[] {7})), Payload.EMPTY)),
        new Message.Hello(node),
        new Message.Heartbeat(node),
        new Message.ServerSideEmit("/ünï", packet),
        new Message.Goodbye(),
        new Message.Probe(17));
  }

  @ParameterizedTest
  @MethodSource("messages")
  void roundTrip(Message message) {
    Envelope decoded = codec.decode(codec.encode(new Envelope(ORIGIN, 99, message)));
    assertThat(decoded)
        .usingRecursiveComparison()
        .ignoringFields("message.packet.wireForm")
        .isEqualTo(new Envelope(ORIGIN, 99, message));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{}", "{\"method\":\"emit\"}", "[1,2]", "garbage", "\u0000\u0001"})
  void refusesWhatIsNotAnEnvelope(String text) {
    assertThatThrownBy(() -> codec.decode(text.getBytes(UTF_8)))
        .isInstanceOf(EnvelopeException.class);
  }

  @Test
  void refusesAnotherVersionAndAnUnknownKind() {
    byte[] bytes = codec.encode(new Envelope(ORIGIN, 1, new Message.Goodbye()));
    byte[] otherVersion = bytes.clone();
    otherVersion[1] = 2;
    assertThatThrownBy(() -> codec.decode(otherVersion)).hasMessageContaining("version 2");
    byte[] otherKind = bytes.clone();
    otherKind[2] = 23;
    assertThatThrownBy(() -> codec.decode(otherKind)).hasMessageContaining("kind 23");
  }

  @Test
  void damageIsRefusedOrReadAndNothingElseHappens() {
    var random = new SplittableRandom(20261123);
    List<byte[]> originals =
        messages().map(message -> codec.encode(new Envelope(ORIGIN, 5, message))).toList();
    for (int round = 0; round < 100_000; round++) {
      byte[] original = originals.get(random.nextInt(originals.size()));
      byte[] damaged = Arrays.copyOf(original, 1 + random.nextInt(Math.min(original.length, 200)));
      for (int hit = random.nextInt(4); hit >= 0; hit--) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
      }
      try {
        assertThat(codec.decode(damaged)).isNotNull();
      } catch (EnvelopeException expected) {
        assertThat(expected.getMessage()).isNotBlank();
      }
    }
  }
}
