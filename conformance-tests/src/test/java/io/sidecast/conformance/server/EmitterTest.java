package io.sidecast.conformance.server;

import static io.sidecast.conformance.server.LocalCluster.failure;
import static io.sidecast.conformance.server.LocalCluster.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sidecast.SidecastEmitter;
import io.sidecast.SocketIoServer;
import io.sidecast.broker.BrokerException;
import io.sidecast.conformance.SharedMemoryProvider;
import io.sidecast.conformance.TestClient;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tests of an emitter outside of two servers. Confined to the test thread. */
@Timeout(120)
@Tag("slow")
class EmitterTest {

  private final LocalCluster cluster = new LocalCluster(SharedMemoryProvider.DIRECT);
  private final List<SocketIoServer> servers = cluster.started(2);
  private final List<TestClient> clients = cluster.clientOfEach(servers);
  private final SidecastEmitter emitter = cluster.emitter();

  @AfterEach
  void close() throws Exception {
    cluster.close();
  }

  private static List<String> texts(TestClient client) {
    return client.received("msg").stream().map(args -> args.path(0).asText()).toList();
  }

  @Test
  void emitsAsAServerDoes() {
    get(emitter.in(clients.get(1).sid()).socketsJoin("red"));
    get(emitter.emit("msg", "all"));
    get(emitter.to("red").emit("msg", "red"));
    get(emitter.except("red").emit("msg", "not red"));
    get(emitter.to(clients.get(0).sid()).emit("msg", "you"));
    get(emitter.of("/elsewhere").emit("msg", "nobody"));
    get(emitter.emit("msg", "fence"));
    clients.forEach(client -> client.awaits("msg", "fence"));
    assertThat(texts(clients.get(0))).containsExactlyInAnyOrder("all", "not red", "you", "fence");
    assertThat(texts(clients.get(1))).containsExactlyInAnyOrder("all", "red", "fence");
  }

  @Test
  void listsTheServersAndSendsRequestsToThem() throws Exception {
    assertThat(emitter.nodes()).containsExactlyInAnyOrderElementsOf(servers.get(0).nodes());
    assertThat(get(emitter.count()).value()).isEqualTo(2);
    assertThat(get(emitter.fetchSockets()).value()).hasSize(2);
    assertThat(get(emitter.emitWithAck("ask", 1)).answers()).hasSize(2);
    servers.get(0).onServerSideEmit("ping", (args, ack) -> ack.send("pong"));
    assertThat(get(emitter.serverSideEmitWithAck("ping")).value()).hasSize(1);
    var received = new CompletableFuture<String>();
    servers.get(1).onServerSideEmit("tell", args -> received.complete(args.get(0, String.class)));
    get(emitter.serverSideEmit("tell", "it"));
    assertThat(received.get(20, TimeUnit.SECONDS)).isEqualTo("it");
    assertThat(get(emitter.disconnectSockets()).value()).isEqualTo(2);
    assertThat(get(emitter.socketIds()).value()).isEmpty();
  }

  @Test
  void isNoNodeAndNoRequestWaitsForItsResponse() {
    assertThat(servers.get(0).nodes()).hasSize(2);
    assertThat(get(servers.get(0).timeout(Duration.ofMinutes(1)).count()).isComplete()).isTrue();
    assertThat(emitter.clusterStats().failed()).isZero();
  }

  @Test
  void itsQuestionsEndWithIt() {
    var unused = emitter.timeout(Duration.ofMinutes(1)).emitWithAck("ask", "silence");
    Awaitility.await()
        .until(() -> servers.stream().allMatch(server -> server.load().pendingAcks() == 1));
    emitter.close();
    Awaitility.await()
        .until(() -> servers.stream().allMatch(server -> server.load().pendingAcks() == 0));
    assertThat(failure(emitter.emit("msg", 1))).isInstanceOf(BrokerException.class);
  }

  @Test
  void aNodeThatLeavesEndsItsQuestions() {
    var answers = emitter.timeout(Duration.ofMinutes(1)).emitWithAck("ask", "silence");
    Awaitility.await()
        .until(() -> servers.stream().allMatch(server -> server.load().pendingAcks() == 1));
    servers.forEach(SocketIoServer::close);
    assertThat(get(answers).answers()).isEmpty();
    Awaitility.await().until(() -> emitter.nodes().isEmpty());
  }

  @Test
  void needsABrokerAndOneStart() {
    assertThatThrownBy(() -> SidecastEmitter.builder().broker("none").build())
        .hasMessageContaining("needs a broker");
    assertThatThrownBy(emitter::start).isInstanceOf(IllegalStateException.class);
  }
}
