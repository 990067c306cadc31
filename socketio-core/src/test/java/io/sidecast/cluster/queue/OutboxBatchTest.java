package io.sidecast.cluster.queue;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sidecast.broker.BrokerState;
import io.sidecast.broker.Channel;
import io.sidecast.broker.Position;
import io.sidecast.cluster.EnvelopeKeys;
import io.sidecast.cluster.LostMessages;
import io.sidecast.cluster.NodeId;
import io.sidecast.cluster.NodeInfo;
import io.sidecast.cluster.OutboxLimit;
import io.sidecast.cluster.bus.ClusterEvents;
import io.sidecast.cluster.bus.ClusterSettings;
import io.sidecast.cluster.bus.ClusterSettings.Part;
import io.sidecast.cluster.message.CborEnvelopeCodec;
import io.sidecast.cluster.message.ClusterChannels;
import io.sidecast.cluster.message.DeliveryMode;
import io.sidecast.cluster.message.Envelope;
import io.sidecast.cluster.message.Message;
import io.sidecast.cluster.message.NodeAnnouncement;
import io.sidecast.operation.Audience;
import io.sidecast.packet.EncodedPacket;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Messages that wait for one channel leave in one envelope, and arrive one by one. */
@Timeout(60)
class OutboxBatchTest {

  private static final int EMITS = 200;
  private static final NodeId SELF = new NodeId("node-0");
  private static final NodeId OTHER = new NodeId("node-1");
  private static final Channel ALL = ClusterChannels.BROADCAST;
  private static final Channel ROOM = new Channel(Channel.Kind.ROOM, "7");
  private static final EnvelopeKeys KEYS = EnvelopeKeys.of(new byte[32]);

  private static final NodeAnnouncement ANNOUNCEMENT =
      new NodeAnnouncement(19, new NodeInfo(SELF, Instant.EPOCH, "a test"), 8, DeliveryMode.NONE);

  private final ClusterExecutor thread = new ClusterExecutor(SELF, null);
  private final Counters counters = new Counters();
  private final Arrivals arrivals = new Arrivals();
  private final Inbox inbox = inbox(OTHER, EnvelopeKeys.NONE);
  private SlowBroker broker = new SlowBroker(1_000_000);
  private Outbox outbox = outbox(EnvelopeKeys.NONE);

  /** Records what an inbox passes on. On request it fails at the seventh message. */
  private static final class Arrivals implements Inbox.Receiver {
    private final List<Envelope> envelopes = new ArrayList<>();
    private final List<Long> stamps = new ArrayList<>();
    private final List<LostMessages> lost = new ArrayList<>();
    private boolean failing;

    @Override
    public void onEnvelope(Channel channel, Envelope envelope) {
      if (failing && envelope.sequence() == 7) {
        throw new IllegalStateException("thrown by the test");
      }
      envelopes.add(envelope);
    }

    @Override
    public void onProbe(Channel channel, Message.Probe probe) {
      stamps.add(probe.stamp());
    }

    @Override
    public void onEcho(Channel channel, long stamp) {
      stamps.add(stamp);
    }

    @Override
    public void onLost(LostMessages messages) {
      lost.add(messages);
    }

    @Override
    public void onState(BrokerState state, String reason) {}
  }

  @AfterEach
  void end() {
    thread.end();
  }

  private static ClusterSettings settings(NodeId self, EnvelopeKeys keys) {
    return new ClusterSettings(
        new NodeInfo(self, Instant.EPOCH, "a test"),
        Duration.ofMinutes(1),
        Duration.ofMinutes(5),
        OutboxLimit.DEFAULT.withOutageBytes(8 << 20),
        keys,
        new Part(true, 8, 0),
        ClusterEvents.NONE,
        null);
  }

  private Inbox inbox(NodeId self, EnvelopeKeys keys) {
    var opened = new Inbox(settings(self, keys));
    opened.start(arrivals);
    return opened;
  }

  private Outbox outbox(EnvelopeKeys keys) {
    return new Outbox(broker, settings(SELF, keys), thread, counters);
  }

  private static Message.Emit emit(Audience audience, int number) {
    byte[] text = Integer.toString(number).getBytes(UTF_8);
    return new Message.Emit(audience, EncodedPacket.text(text, List.of()));
  }

  private static Message.Emit emit(int number) {
    return emit(Audience.allSockets("/"), number);
  }

  private static int number(Message message) {
    return Integer.parseInt(new String(((Message.Emit) message).packet().head(), UTF_8));
  }

  private static List<Integer> numbers(int from, int to) {
    return IntStream.range(from, to).boxed().toList();
  }

  private void onThread(Runnable task) throws Exception {
    CompletableFuture.runAsync(task, thread).get(40, TimeUnit.SECONDS);
  }

  /** Publishes emits while another task runs, so that they wait. */
  private List<CompletableFuture<Void>> publishWaiting(int from, int to) throws Exception {
    List<CompletableFuture<Void>> accepted = new ArrayList<>();
    onThread(
        () ->
            IntStream.range(from, to)
                .forEach(i -> accepted.add(outbox.publish(ALL, emit(i)).toCompletableFuture())));
    onThread(() -> {});
    return accepted;
  }

  private void deliver(Inbox to) {
    broker.published.forEach(each -> to.onMessage(each.channel(), each.envelope(), Position.NONE));
  }

  @Test
  void whatWaitsForOneChannelLeavesInFewEnvelopesAndArrivesInOrder() throws Exception {
    List<CompletableFuture<Void>> accepted = publishWaiting(0, EMITS);
    assertThat(broker.published).hasSizeLessThan(EMITS / 10);
    assertThat(accepted).noneMatch(CompletableFuture::isDone);
    onThread(broker::confirm);
    assertThat(accepted).allMatch(each -> each.isDone() && !each.isCompletedExceptionally());
    assertThat(counters.published.sum()).isEqualTo(EMITS);

    deliver(inbox);
    assertThat(arrivals.envelopes)
        .extracting(envelope -> number(envelope.message()))
        .isEqualTo(numbers(0, EMITS));
    assertThat(arrivals.envelopes)
        .extracting(Envelope::sequence)
        .isEqualTo(IntStream.rangeClosed(1, EMITS).mapToObj(i -> (long) i).toList());
    assertThat(arrivals.envelopes).extracting(Envelope::origin).containsOnly(SELF);
    assertThat(arrivals.lost).isEmpty();
    assertThat(inbox.counters().received.sum()).isEqualTo(EMITS);
  }

  /** The bytes are those of an envelope without a batch. */
  @Test
  void aLoneMessageLeavesAtOnceOnTheCallingThread() {
    for (int i = 1; i <= 3; i++) {
      outbox.publishHere(ALL, emit(i));
      assertThat(broker.published)
          .last()
          .satisfies(each -> assertThat(each.thread()).isEqualTo(Thread.currentThread()));
      assertThat(broker.published.get(i - 1).envelope())
          .isEqualTo(new CborEnvelopeCodec().encode(new Envelope(SELF, i, emit(i))));
    }
    assertThat(broker.published).hasSize(3);
  }

  @Test
  void aFailedBatchFailsAllItsMessages() throws Exception {
    List<CompletableFuture<Void>> accepted = publishWaiting(0, 20);
    assertThat(broker.published).hasSizeLessThan(5);
    onThread(broker::fail);
    assertThat(accepted).hasSize(20).allMatch(CompletableFuture::isCompletedExceptionally);
    assertThat(counters.failed.sum()).isEqualTo(20);
    publishWaiting(20, 21);
    assertThat(broker.published)
        .last()
        .extracting(each -> each.decoded().sequence())
        .isEqualTo(21L);
  }

  @Test
  void aBatchThatIsRefusedAtOnceTakesNoSequenceNumbers() throws Exception {
    publishWaiting(0, 2);
    broker.refuse(true);
    List<CompletableFuture<Void>> refused = publishWaiting(2, 12);
    broker.refuse(false);
    assertThat(refused).hasSize(10).allMatch(CompletableFuture::isCompletedExceptionally);
    publishWaiting(12, 14);
    deliver(inbox);
    assertThat(arrivals.envelopes).extracting(Envelope::sequence).containsExactly(1L, 2L, 3L, 4L);
    assertThat(arrivals.lost).isEmpty();
  }

  @Test
  void aLostBatchIsAGapOfItsMessages() throws Exception {
    publishWaiting(0, 1);
    publishWaiting(1, 9);
    publishWaiting(9, 12);
    assertThat(broker.published).hasSize(3);
    broker.published.remove(1);
    deliver(inbox);
    assertThat(arrivals.lost).containsExactly(new LostMessages(SELF, ALL.kind(), 8));
  }

  @Test
  void theOrderAcrossChannelsStays() throws Exception {
    onThread(
        () -> {
          outbox.publish(ALL, emit(0));
          outbox.publish(ALL, emit(1));
          outbox.publish(ROOM, emit(2));
          outbox.publish(ROOM, emit(3));
          outbox.publish(ALL, new Message.Heartbeat(ANNOUNCEMENT));
          outbox.publish(ALL, emit(4));
        });
    onThread(() -> {});
    assertThat(broker.published)
        .extracting(SlowBroker.Published::channel)
        .containsExactly(ALL, ROOM, ALL);
    assertThat(broker.published)
        .extracting(each -> each.decoded().sequence())
        .containsExactly(1L, 1L, 3L);
    assertThat(broker.messages().filter(Message.Emit.class::isInstance))
        .extracting(OutboxBatchTest::number)
        .containsExactly(0, 1, 2, 3, 4);
  }

  @Test
  void noBatchIsLargerThanTheLimitOfTheBroker() throws Exception {
    broker = new SlowBroker(1_000);
    outbox = outbox(EnvelopeKeys.NONE);
    publishWaiting(0, EMITS);
    assertThat(broker.published)
        .hasSizeLessThan(EMITS)
        .allMatch(each -> each.envelope().length <= 1_000);
    assertThat(broker.messages()).extracting(OutboxBatchTest::number).isEqualTo(numbers(0, EMITS));
  }

  /** The names of rooms make these messages larger than estimated. */
  @Test
  void messagesThatTogetherAreTooLargeLeaveOneByOne() throws Exception {
    broker = new SlowBroker(1_000);
    outbox = outbox(EnvelopeKeys.NONE);
    var audience = new Audience("/", Set.of("r".repeat(700)), Set.of());
    onThread(() -> numbers(0, 4).forEach(i -> outbox.publish(ALL, emit(audience, i))));
    onThread(() -> {});
    assertThat(broker.published)
        .hasSize(4)
        .allMatch(each -> each.envelope().length <= 1_000)
        .extracting(each -> each.decoded().sequence())
        .containsExactly(1L, 2L, 3L, 4L);
  }

  @Test
  void aMessageThatCannotBeEncodedFailsAloneAndTakesNoSequenceNumber() throws Exception {
    List<CompletableFuture<Void>> accepted = new ArrayList<>();
    var nobody = Audience.allSockets("/").to(Set.of());
    onThread(
        () -> {
          for (Message message : List.of(emit(0), emit(nobody, 1), emit(2))) {
            accepted.add(outbox.publish(ALL, message).toCompletableFuture());
          }
        });
    onThread(broker::confirm);
    assertThat(accepted)
        .extracting(CompletableFuture::isCompletedExceptionally)
        .containsExactly(false, true, false);
    deliver(inbox);
    assertThat(arrivals.envelopes).extracting(Envelope::sequence).containsExactly(1L, 2L);
  }

  /** The outage ends with one run of messages, which exceeds both bounds of a batch. */
  @Test
  void emitsThatWaitForTheEndOfAnOutageLeaveInBoundedBatches() throws Exception {
    onThread(() -> outbox.setOutage(true));
    int emits = 3 * Message.Batch.MAX_MESSAGES;
    List<CompletableFuture<Void>> accepted = publishWaiting(0, emits);
    assertThat(broker.published).isEmpty();
    onThread(() -> outbox.setOutage(false));
    assertThat(broker.published)
        .hasSizeBetween(3, 10)
        .allMatch(each -> each.messages().size() <= Message.Batch.MAX_MESSAGES)
        .allMatch(each -> each.envelope().length <= 64 << 10);
    assertThat(broker.messages()).extracting(OutboxBatchTest::number).isEqualTo(numbers(0, emits));
    onThread(broker::confirm);
    assertThat(accepted).allMatch(CompletableFuture::isDone);
  }

  @Test
  void aSignedBatchIsAuthenticAsAWhole() throws Exception {
    outbox = outbox(KEYS);
    publishWaiting(0, 10);
    assertThat(broker.published).hasSize(1);
    byte[] batch = broker.published.get(0).envelope();
    byte[] changed = batch.clone();
    changed[batch.length - 4] ^= 1;
    Inbox verifying = inbox(OTHER, KEYS);
    verifying.onMessage(ALL, changed, Position.NONE);
    verifying.onMessage(ROOM, batch, Position.NONE);
    assertThat(arrivals.envelopes).isEmpty();
    verifying.onMessage(ALL, batch, Position.NONE);
    verifying.onMessage(ALL, batch, Position.NONE);
    assertThat(arrivals.envelopes)
        .extracting(envelope -> number(envelope.message()))
        .isEqualTo(numbers(0, 10));
    assertThat(verifying.counters().refused.sum()).isEqualTo(3);
  }

  @Test
  void theOwnBatchIsRecognisedByMessage() throws Exception {
    onThread(
        () -> {
          outbox.publish(ALL, emit(0));
          outbox.publish(ALL, new Message.Probe(17, 1));
          outbox.publish(ALL, new Message.Heartbeat(ANNOUNCEMENT));
        });
    onThread(() -> {});
    assertThat(broker.published).hasSize(1);
    Inbox own = inbox(SELF, EnvelopeKeys.NONE);
    deliver(own);
    assertThat(arrivals.envelopes).isEmpty();
    assertThat(arrivals.stamps).containsExactly(17L, ANNOUNCEMENT.stamp());
    assertThat(own.counters().own.sum()).isEqualTo(2);
  }

  @Test
  void anErrorInOneMessageDoesNotAffectTheOthers() throws Exception {
    arrivals.failing = true;
    publishWaiting(0, 20);
    deliver(inbox);
    assertThat(arrivals.envelopes).hasSize(19);
  }

  @Test
  void aMalformedBatchIsDroppedAsAWholeAndCountedOnce() throws Exception {
    publishWaiting(0, 10);
    byte[] batch = broker.published.get(0).envelope();
    inbox.onMessage(ALL, Arrays.copyOf(batch, batch.length - 1), Position.NONE);
    inbox.onMessage(ALL, Arrays.copyOf(batch, batch.length + 1), Position.NONE);
    assertThat(arrivals.envelopes).isEmpty();
    assertThat(inbox.counters().malformed.sum()).isEqualTo(2);
    assertThat(inbox.counters().received.sum()).isZero();
    deliver(inbox);
    assertThat(arrivals.envelopes).hasSize(10);
  }
}
