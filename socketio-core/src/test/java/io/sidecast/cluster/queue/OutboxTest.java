package io.sidecast.cluster.queue;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sidecast.cluster.EnvelopeKeys;
import io.sidecast.cluster.NodeId;
import io.sidecast.cluster.NodeInfo;
import io.sidecast.cluster.OutboxLimit;
import io.sidecast.cluster.bus.ClusterEvents;
import io.sidecast.cluster.bus.ClusterSettings;
import io.sidecast.cluster.bus.ClusterSettings.Part;
import io.sidecast.cluster.message.ClusterChannels;
import io.sidecast.cluster.message.Message;
import io.sidecast.operation.Audience;
import io.sidecast.packet.EncodedPacket;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OutboxTest {

  private static final int EMITS = 3 * OutboxWindow.MESSAGES;

  private final NodeInfo self = new NodeInfo(new NodeId("node-0"), Instant.EPOCH, "a test");
  private final ClusterExecutor thread = new ClusterExecutor(self.id(), null);
  private final SlowBroker broker = new SlowBroker(1_000_000);

  @AfterEach
  void end() {
    thread.end();
  }

  private Outbox outbox(long outageBytes) {
    var settings =
        new ClusterSettings(
            self,
            Duration.ofMinutes(1),
            Duration.ofMinutes(5),
            OutboxLimit.DEFAULT.withOutageBytes(outageBytes),
            EnvelopeKeys.NONE,
            new Part(true, 8, 0),
            ClusterEvents.NONE,
            null);
    return new Outbox(broker, settings, thread, new Counters());
  }

  private static Message.Emit emit(int number) {
    byte[] text = Integer.toString(number).getBytes(UTF_8);
    return new Message.Emit(Audience.allSockets("/"), EncodedPacket.text(text, List.of()));
  }

  private static int number(Message message) {
    return Integer.parseInt(new String(((Message.Emit) message).packet().head(), UTF_8));
  }

  /** Runs a task on the cluster thread after all earlier tasks, and waits for it. */
  private void onThread(Runnable task) throws Exception {
    CompletableFuture.runAsync(task, thread).get(40, TimeUnit.SECONDS);
  }

  private static CompletableFuture<Void> flood(Outbox outbox) {
    return CompletableFuture.allOf(
        IntStream.range(0, EMITS)
            .mapToObj(i -> outbox.publish(ClusterChannels.BROADCAST, emit(i)).toCompletableFuture())
            .toArray(CompletableFuture<?>[]::new));
  }

  private void assertInOrder() throws Exception {
    onThread(
        () ->
            assertThat(broker.messages().filter(Message.Emit.class::isInstance))
                .extracting(OutboxTest::number)
                .isEqualTo(IntStream.range(0, EMITS).boxed().toList()));
  }

  @Test
  void aSlowBrokerGetsSomeEmitsAtATimeAndAProbeOvertakesTheOthers() throws Exception {
    Outbox outbox = outbox(0);
    CompletableFuture<Void> accepted = flood(outbox);
    var unused = outbox.publish(ClusterChannels.BROADCAST, new Message.Probe(1, 2));
    onThread(
        () -> {
          List<Message> published = broker.messages().toList();
          assertThat(published)
              .hasSizeBetween(OutboxWindow.MESSAGES / 2, OutboxWindow.MESSAGES + 1);
          assertThat(published).last().isInstanceOf(Message.Probe.class);
        });
    while (!accepted.isDone()) {
      onThread(broker::confirm);
    }
    accepted.join();
    assertInOrder();
  }

  @Test
  void emitsThatWaitForASlowBrokerAreHeldInOrderDuringAnOutage() throws Exception {
    Outbox outbox = outbox(64 << 20);
    CompletableFuture<Void> accepted = flood(outbox);
    onThread(() -> outbox.setOutage(true));
    var before = new AtomicInteger();
    onThread(() -> before.set((int) broker.messages().count()));
    onThread(broker::confirm);
    onThread(() -> assertThat(broker.messages()).hasSize(before.get()));
    assertThat(before).hasValueLessThanOrEqualTo(OutboxWindow.MESSAGES);
    onThread(() -> outbox.setOutage(false));
    while (!accepted.isDone()) {
      onThread(broker::confirm);
    }
    accepted.join();
    assertInOrder();
  }

  @Test
  void waitingEmitsAreSentAtTheClose() throws Exception {
    Outbox outbox = outbox(0);
    CompletableFuture<Void> accepted = flood(outbox);
    onThread(outbox::close);
    assertInOrder();
    onThread(broker::confirm);
    accepted.get(40, TimeUnit.SECONDS);
  }
}
