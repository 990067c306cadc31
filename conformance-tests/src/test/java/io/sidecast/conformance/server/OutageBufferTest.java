package io.sidecast.conformance.server;

import static io.sidecast.conformance.server.LocalCluster.failure;
import static io.sidecast.conformance.server.LocalCluster.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.sidecast.SocketIoServer;
import io.sidecast.broker.BrokerException;
import io.sidecast.cluster.ClusterBusyException;
import io.sidecast.cluster.ClusterState;
import io.sidecast.cluster.OutboxLimit;
import io.sidecast.conformance.SharedMemoryProvider;
import io.sidecast.conformance.TestClient;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Tests of emits while the broker is down, over the reference broker: the emitting server is cut
 * off, the server of the client is not. Confined to the test thread.
 */
@Timeout(120)
@Tag("slow")
class OutageBufferTest {

  private final LocalCluster cluster = new LocalCluster(SharedMemoryProvider.FAULTY);

  @AfterEach
  void close() throws Exception {
    SharedMemoryProvider.BUS.heal();
    cluster.close();
  }

  private SocketIoServer emitting(long outageBytes) {
    OutboxLimit limit = OutboxLimit.DEFAULT.withOutageBytes(outageBytes);
    return cluster.server(builder -> builder.outboxLimit(limit)).start();
  }

  private TestClient clientElsewhere() {
    String direct = SharedMemoryProvider.DIRECT;
    TestClient client = cluster.client(cluster.server(builder -> builder.broker(direct)).start());
    cluster.awaitNodes(2);
    return client;
  }

  private static void cutOff(SocketIoServer server) {
    SharedMemoryProvider.BUS.refuse();
    SharedMemoryProvider.BUS.cut();
    Awaitility.await().until(() -> server.clusterStats().state() == ClusterState.DOWN);
  }

  @Test
  void emitsOfAnOutageArriveInOrderAfterIt() {
    SocketIoServer emits = emitting(1_000_000);
    TestClient client = clientElsewhere();
    cutOff(emits);
    List<CompletionStage<Void>> stages = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      stages.add(emits.to(client.sid()).emit("msg", i));
    }
    assertThat(failure(emits.to(client.sid()).emitWithAck("ask", "now?")))
        .as("a request is not buffered")
        .isInstanceOf(BrokerException.class);
    assertThat(stages).noneMatch(stage -> stage.toCompletableFuture().isDone());
    SharedMemoryProvider.BUS.heal();
    stages.forEach(LocalCluster::get);
    get(emits.to(client.sid()).emit("msg", "fence"));
    client.awaits("msg", "fence");
    assertThat(client.received("msg").stream().map(args -> args.path(0).asText()))
        .containsExactlyElementsOf(
            IntStream.rangeClosed(0, 200)
                .mapToObj(i -> i < 200 ? Integer.toString(i) : "fence")
                .toList());
  }

  @Test
  void emitThatDoesNotFitFailsAtOnce() {
    SocketIoServer emits = emitting(5_000);
    TestClient client = clientElsewhere();
    cutOff(emits);
    var fits = emits.to(client.sid()).emit("msg", "fits");
    var large = emits.to(client.sid()).emit("msg", "x".repeat(6_000));
    assertThat(failure(large))
        .isInstanceOf(ClusterBusyException.class)
        .hasMessageContaining("outage buffer");
    SharedMemoryProvider.BUS.heal();
    get(fits);
    client.awaits("msg", "fits");
  }

  @Test
  void withoutABufferEmitsFailAtOnce() {
    SocketIoServer emits = emitting(0);
    TestClient client = clientElsewhere();
    cutOff(emits);
    assertThat(failure(emits.to(client.sid()).emit("msg", "lost")))
        .isInstanceOf(BrokerException.class);
    assertThat(client.received("msg")).isEmpty();
  }

  @Test
  void closingDuringAnOutageSettlesWhatWaits() {
    SocketIoServer emits = emitting(1_000_000);
    TestClient client = clientElsewhere();
    cutOff(emits);
    var waits = emits.to(client.sid()).emit("msg", "waits");
    emits.close();
    assertThat(failure(waits)).isInstanceOf(BrokerException.class);
  }
}
