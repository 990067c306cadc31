package io.sidecast.cluster.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.sidecast.broker.Broker;
import io.sidecast.broker.BrokerException;
import io.sidecast.broker.BrokerOpening;
import io.sidecast.cluster.EnvelopeKeys;
import io.sidecast.cluster.NodeId;
import io.sidecast.cluster.NodeInfo;
import io.sidecast.cluster.OutboxLimit;
import io.sidecast.cluster.bus.BrokerOpener;
import io.sidecast.cluster.bus.ClusterBus;
import io.sidecast.cluster.bus.ClusterEvents;
import io.sidecast.cluster.bus.ClusterListener;
import io.sidecast.cluster.bus.ClusterSettings;
import io.sidecast.cluster.bus.ClusterSettings.Part;
import io.sidecast.operation.Audience;
import io.sidecast.operation.ClusterRequest;
import io.sidecast.operation.DeliveryTrace;
import io.sidecast.packet.EncodedPacket;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A close while the broker is opened, and while the node joins. */
class BrokerBusTest {

  /** A listener of messages that do not arrive. */
  private static final ClusterListener NO_MESSAGES =
      new ClusterListener() {
        @Override
        public boolean onEmit(Audience audience, EncodedPacket packet) {
          throw new AssertionError();
        }

        @Override
        public Runnable onRequest(ClusterRequest request, Duration timeout, Responder replies) {
          throw new AssertionError();
        }

        @Override
        public void onServerSideEmit(String namespace, EncodedPacket event, DeliveryTrace trace) {
          throw new AssertionError();
        }
      };

  private static ClusterBus bus(BrokerOpener opener) {
    var self = new NodeInfo(NodeId.random(), Instant.EPOCH, "a test");
    return new BrokerBus(
        new ClusterSettings(
            self,
            Duration.ofMinutes(1),
            Duration.ofMinutes(3),
            OutboxLimit.DEFAULT,
            EnvelopeKeys.NONE,
            new Part(true, 0, 0),
            ClusterEvents.NONE,
            null),
        opener);
  }

  private static void await(CompletionStage<?> stage) throws Exception {
    stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  @Test
  void closeDoesNotWaitForAJoin() throws Exception {
    var broker = new ManualBroker();
    var opening = new BrokerOpening(CompletableFuture.completedStage(broker), () -> {});
    ClusterBus bus = bus(listener -> opening);
    var unused = bus.open(NO_MESSAGES);
    broker.next("subscribe");
    await(bus.close());
    assertThat(broker.published()).isEmpty();
  }

  @Test
  void closeDoesNotBlockWhileAProviderLoads() throws Exception {
    var loaded = new CountDownLatch(1);
    var broker = new CompletableFuture<Broker>();
    var opening =
        new BrokerOpening(broker, () -> broker.completeExceptionally(BrokerException.closed()));
    ClusterBus bus =
        bus(
            listener -> {
              await(loaded);
              return opening;
            });
    var opened = bus.open(NO_MESSAGES).toCompletableFuture();
    var closed = bus.close();
    assertThat(opened).isNotDone();
    loaded.countDown();
    await(closed);
    assertThat(opened).failsWithin(Duration.ofSeconds(20));
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
