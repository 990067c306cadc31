package io.sidecast.cluster.message;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sidecast.broker.Channel;
import io.sidecast.cluster.EnvelopeKeys;
import io.sidecast.cluster.NodeId;
import io.sidecast.cluster.TraceContext;
import io.sidecast.packet.EncodedPacket;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;

class EnvelopeFormatTest {

  private static final byte[] OLD = "an old key of thirty-two bytes 1".getBytes(UTF_8);
  private static final byte[] FRESH = "a fresh key of thirty-two bytes2".getBytes(UTF_8);
  private static final Duration WINDOW = Duration.ofSeconds(30);
  private static final NodeId NODE = new NodeId("abc-_9");
  private static final Channel ALL = ClusterChannels.BROADCAST;

  private final AtomicLong millis = new AtomicLong(1_790_000_000_000L);
  private final EnvelopeFormat sender = format(EnvelopeKeys.of(FRESH));
  private final EnvelopeFormat receiver = format(EnvelopeKeys.of(FRESH));
  private long sequence;

  private EnvelopeFormat format(EnvelopeKeys keys) {
    return new EnvelopeFormat(keys.withReplayWindow(WINDOW), millis::get);
  }

  private Envelope envelope() {
    return new Envelope(NODE, ++sequence, new Message.Goodbye());
  }

  private static AbstractThrowableAssert<?, ?> assertRefused(
      EnvelopeFormat receiver, Channel channel, byte[] bytes) {
    return assertThatThrownBy(() -> receiver.decode(channel, bytes))
        .isInstanceOf(RefusedEnvelopeException.class);
  }

  private void assertReads(EnvelopeFormat from, EnvelopeFormat to) {
    Envelope envelope = envelope();
    assertThat(to.decode(ALL, from.encode(ALL, envelope))).isEqualTo(envelope);
  }

  @Test
  void signedEnvelopesArrive() {
    assertReads(sender, receiver);
    assertReads(sender, receiver);
    assertThat(receiver.size()).isOne();
  }

  @Test
  void theTraceOfASignedEnvelopeArrivesAndCannotBeChanged() {
    var trace = TraceContext.of("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
    var event = new Message.ServerSideEmit("/", EncodedPacket.binary(new byte[] {1}));
    var envelope = new Envelope(NODE, 1, new Message.Traced(trace, event));
    byte[] bytes = sender.encode(ALL, envelope);
    int at = new String(bytes, ISO_8859_1).indexOf(trace.traceparent());
    for (int i = at; i < at + TraceContext.TRACEPARENT_LENGTH; i++) {
      byte[] changed = bytes.clone();
      changed[i] ^= 1;
      assertRefused(receiver, ALL, changed);
    }
    assertThat(receiver.decode(ALL, bytes).message())
        .isInstanceOfSatisfying(
            Message.Traced.class, traced -> assertThat(traced.trace()).isEqualTo(trace));
  }

  @Test
  void envelopesWithoutKeysAreThoseOfTheCodec() {
    var plain = format(EnvelopeKeys.NONE);
    Envelope envelope = envelope();
    assertThat(plain.encode(ALL, envelope)).isEqualTo(new CborEnvelopeCodec().encode(envelope));
    assertThat(plain.keyIds()).isEmpty();
  }

  /** Each byte is the difference of one envelope from an authentic one. */
  @Test
  void eachChangedByteIsRefused() {
    byte[] authentic = sender.encode(ALL, envelope());
    for (int i = 0; i < authentic.length; i++) {
      byte[] changed = authentic.clone();
      changed[i] ^= 1;
      assertRefused(receiver, ALL, changed);
    }
    assertThat(receiver.decode(ALL, authentic).origin()).isEqualTo(NODE);
  }

  @Test
  void otherLengthsAreRefused() {
    byte[] authentic = sender.encode(ALL, envelope());
    for (int length = 0; length < authentic.length; length++) {
      assertRefused(receiver, ALL, Arrays.copyOf(authentic, length));
    }
    assertRefused(receiver, ALL, Arrays.copyOf(authentic, authentic.length + 1));
  }

  @Test
  void anEnvelopeOfAnotherChannelIsRefused() {
    var room = new Channel(Channel.Kind.ROOM, "7");
    byte[] bytes = sender.encode(room, envelope());
    assertRefused(receiver, ALL, bytes);
    assertRefused(receiver, new Channel(Channel.Kind.ROOM, "8"), bytes);
    assertRefused(receiver, new Channel(Channel.Kind.NODE, "7"), bytes);
    assertThat(receiver.decode(room, bytes).origin()).isEqualTo(NODE);
  }

  @Test
  void aCopyIsRefused() {
    byte[] first = sender.encode(ALL, envelope());
    byte[] second = sender.encode(ALL, envelope());
    receiver.decode(ALL, first);
    assertRefused(receiver, ALL, first).hasMessageContaining("copy");
    receiver.decode(ALL, second);
    assertRefused(receiver, ALL, first).hasMessageContaining("copy");
    assertRefused(receiver, ALL, second).hasMessageContaining("copy");
  }

  /** A receiver that has forgotten an envelope refuses its copy, because of its age. */
  @Test
  void aCopyIsRefusedForEver() {
    byte[] bytes = sender.encode(ALL, envelope());
    receiver.decode(ALL, bytes);
    for (int seconds = 0; seconds < 100; seconds++) {
      millis.addAndGet(1_000);
      receiver.expire();
      assertRefused(receiver, ALL, bytes);
    }
    assertThat(receiver.size()).isZero();
    assertReads(sender, receiver);
  }

  @Test
  void aReceiverWithoutEarlierEnvelopesRefusesOldOnes() {
    byte[] bytes = sender.encode(ALL, envelope());
    millis.addAndGet(WINDOW.toMillis());
    format(EnvelopeKeys.of(FRESH)).decode(ALL, bytes);
    millis.addAndGet(1);
    assertRefused(receiver, ALL, bytes).hasMessageContaining("30001 ms before");
  }

  @Test
  void anEnvelopeOfTheFutureIsRefused() {
    millis.addAndGet(WINDOW.toMillis() + 1);
    byte[] bytes = sender.encode(ALL, envelope());
    millis.addAndGet(-WINDOW.toMillis() - 1);
    assertRefused(receiver, ALL, bytes).hasMessageContaining("clocks");
  }

  @Test
  void aClockThatIsSetBackLosesNothing() {
    assertReads(sender, receiver);
    millis.addAndGet(-20_000);
    assertReads(sender, receiver);
    assertReads(sender, receiver);
  }

  @Test
  void unsignedEnvelopesAreRefused() {
    byte[] unsigned = format(EnvelopeKeys.NONE).encode(ALL, envelope());
    assertRefused(receiver, ALL, unsigned).hasMessageContaining("not signed");
    assertRefused(receiver, ALL, new byte[0]);
  }

  @Test
  void anUnknownKeyIsRefused() {
    byte[] bytes = format(EnvelopeKeys.of(OLD)).encode(ALL, envelope());
    assertRefused(receiver, ALL, bytes)
        .hasMessageContaining(format(EnvelopeKeys.of(OLD)).keyIds())
        .hasMessageContaining("(the keys here are " + receiver.keyIds() + ")");
  }

  /** At each step of a rotation, nodes before and after the step read each other's envelopes. */
  @Test
  void keysAreReplacedInThreeSteps() {
    var steps =
        new EnvelopeKeys[] {
          EnvelopeKeys.of(OLD),
          EnvelopeKeys.of(OLD, FRESH),
          EnvelopeKeys.of(FRESH, OLD),
          EnvelopeKeys.of(FRESH)
        };
    assertNeighboursCommunicate(steps);
  }

  @Test
  void theFirstKeyIsIntroducedInTwoSteps() {
    var key = EnvelopeKeys.of(FRESH);
    assertNeighboursCommunicate(EnvelopeKeys.NONE, key.acceptingUnsigned(), key);
  }

  private void assertNeighboursCommunicate(EnvelopeKeys... steps) {
    for (int i = 1; i < steps.length; i++) {
      assertReads(format(steps[i - 1]), format(steps[i]));
      assertReads(format(steps[i]), format(steps[i - 1]));
    }
  }
}
