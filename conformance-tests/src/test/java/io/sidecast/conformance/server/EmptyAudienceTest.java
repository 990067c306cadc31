package io.sidecast.conformance.server;

import static io.sidecast.conformance.server.LocalCluster.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sidecast.SidecastEmitter;
import io.sidecast.SocketIoServer;
import io.sidecast.conformance.SharedMemoryProvider;
import io.sidecast.conformance.TestClient;
import io.sidecast.socket.BroadcastOperator;
import io.sidecast.socket.Broadcaster;
import io.sidecast.socket.ClusterResult;
import io.sidecast.socket.Socket;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Tests of operators for an empty list of rooms, on a server, a namespace, a socket and an emitter,
 * in a cluster of two servers. Confined to the test thread.
 */
@Timeout(120)
@Tag("slow")
class EmptyAudienceTest {

  private static final String[] NONE = {};

  private final LocalCluster cluster = new LocalCluster(SharedMemoryProvider.DIRECT);
  private final List<SocketIoServer> servers = cluster.started(2);
  private final SocketIoServer io = servers.get(0);
  private final SidecastEmitter emitter = cluster.emitter();
  private final List<TestClient> clients =
      List.of(
          cluster.client(servers.get(0), "websocket"),
          cluster.client(servers.get(0), "polling"),
          cluster.client(servers.get(1), "websocket"),
          cluster.client(servers.get(1), "polling"));

  @AfterEach
  void close() throws Exception {
    cluster.close();
  }

  private static List<String> texts(TestClient client) {
    return client.received("msg").stream().map(args -> args.path(0).asText()).toList();
  }

  private void fence() {
    get(io.emit("msg", "fence"));
    get(emitter.emit("msg", "fence"));
    clients.forEach(client -> client.awaits("msg", "fence"));
  }

  private List<BroadcastOperator> empty() {
    Socket socket = io.sockets().iterator().next();
    return List.of(
        io.to(NONE),
        io.in(NONE),
        io.of("/").to(NONE),
        io.to(NONE).except("red"),
        io.except("red").to(NONE),
        io.to(NONE).to(NONE),
        emitter.to(NONE),
        emitter.of("/").in(NONE),
        socket.to(NONE),
        socket.broadcast().to(NONE),
        io.to(NONE).local());
  }

  @Test
  void emptyAudienceReceivesNoEmitAndNoRequest() {
    for (BroadcastOperator nobody : empty()) {
      get(nobody.emit("msg", "lost"));
      assertThat(get(nobody.emitWithAck("ask", 1)).answers()).isEmpty();
      assertThat(get(nobody.fetchSockets()).value()).isEmpty();
      assertThat(get(nobody.fetchSockets(3)).value().sockets()).isEmpty();
      assertThat(get(nobody.socketIds()).value()).isEmpty();
      assertThat(get(nobody.rooms()).value()).isEmpty();
      assertThat(get(nobody.count())).isEqualTo(new ClusterResult<>(0L, Set.of()));
    }
    fence();
    assertThat(clients).noneMatch(client -> texts(client).contains("lost"));
    assertThat(clients).allMatch(client -> client.received("ask").isEmpty());
  }

  @Test
  void nobodyIsMovedOrDisconnected() {
    for (BroadcastOperator nobody : empty()) {
      assertThat(get(nobody.socketsJoin("blue")).value()).isZero();
      assertThat(get(nobody.socketsLeave("blue")).value()).isZero();
      assertThat(get(nobody.disconnectSockets(true)).value()).isZero();
      assertThat(get(nobody.disconnectSockets()).value()).isZero();
    }
    assertThat(get(io.rooms()).value()).isEmpty();
    assertThat(get(io.count()).value()).isEqualTo(4L);
    fence();
  }

  @Test
  void roomsThatAreAddedLaterAreTheAudience() {
    String sid = clients.get(2).sid();
    get(io.to(NONE).to(sid).emit("msg", "you"));
    get(io.to(sid).to(NONE).emit("msg", "still you"));
    fence();
    assertThat(texts(clients.get(2))).contains("you", "still you");
    assertThat(texts(clients.get(0))).doesNotContain("you", "still you");
    assertThat(texts(clients.get(3))).doesNotContain("you", "still you");
  }

  @Test
  void emptyExceptExcludesNoSocket() {
    for (Broadcaster all : List.<Broadcaster>of(io, io.of("/"), emitter)) {
      assertThat(get(all.except(NONE).count()).value()).isEqualTo(4L);
    }
    get(io.except(NONE).emit("msg", "all"));
    clients.forEach(client -> client.awaits("msg", "all"));
  }

  @Test
  void aServerSideEventDoesNotGoToAnEmptyListOfRooms() {
    assertThatThrownBy(() -> io.to(NONE).serverSideEmit("tell"))
        .isInstanceOf(IllegalStateException.class);
  }
}
