package io.sidecast.conformance.server;

import static io.sidecast.conformance.server.LocalCluster.failure;
import static io.sidecast.conformance.server.LocalCluster.get;
import static io.sidecast.conformance.server.LocalCluster.idOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.sidecast.SocketIoServer;
import io.sidecast.broker.BrokerException;
import io.sidecast.broker.Channel;
import io.sidecast.cluster.ClusterState;
import io.sidecast.cluster.LostMessages;
import io.sidecast.cluster.NodeInfo;
import io.sidecast.conformance.SharedMemoryProvider;
import io.sidecast.conformance.TestClient;
import io.sidecast.socket.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Tests which nodes receive emits to rooms, over the reference broker and its faults. Confined to
 * the test thread.
 */
@Timeout(120)
@Tag("slow")
class RoomRoutingTest {

  private final LocalCluster cluster = new LocalCluster(SharedMemoryProvider.FAULTY);

  @AfterEach
  void close() throws Exception {
    SharedMemoryProvider.BUS.heal();
    cluster.close();
  }

  private static Socket socket(SocketIoServer server) {
    return server.sockets().iterator().next();
  }

  private static long received(SocketIoServer server) {
    return server.clusterStats().received();
  }

  private static List<String> texts(TestClient client) {
    return client.received("msg").stream().map(args -> args.path(0).asText()).toList();
  }

  /** Cuts the servers off until the bus is healed. */
  private static void cutOff(List<SocketIoServer> servers) {
    SharedMemoryProvider.BUS.refuse();
    SharedMemoryProvider.BUS.cut();
    Awaitility.await()
        .until(
            () ->
                servers.stream()
                    .allMatch(server -> server.clusterStats().state() == ClusterState.DOWN));
  }

  @Test
  void onlyNodesWithMembersReceiveMessagesOfARoom() {
    List<SocketIoServer> servers = cluster.started(3);
    List<TestClient> clients = cluster.clientOfEach(servers);
    get(socket(servers.get(1)).join("red"));
    long member = received(servers.get(1));
    long stranger = received(servers.get(2));
    for (int i = 0; i < 10; i++) {
      get(servers.get(0).to("red").emit("msg", Integer.toString(i)));
    }
    clients.get(1).awaits("msg", "9");
    get(servers.get(0).to("empty").emit("msg", "lost"));
    get(servers.get(0).emit("msg", "fence"));
    clients.forEach(client -> client.awaits("msg", "fence"));
    assertThat(received(servers.get(1)) - member).isEqualTo(11);
    assertThat(received(servers.get(2)) - stranger).isEqualTo(1);
    assertThat(servers.get(1).load().roomChannels()).isEqualTo(1);
    assertThat(servers.get(2).load().roomChannels()).isZero();
  }

  @Test
  void aBucketIsLeftAMomentAfterTheLastMember() {
    List<SocketIoServer> servers = cluster.started(2);
    TestClient client = cluster.client(servers.get(1));
    Socket socket = socket(servers.get(1));
    get(socket.join("red"));
    get(socket.leave("red"));
    assertThat(servers.get(1).load().roomChannels()).isEqualTo(1);
    get(socket.join("red"));
    Awaitility.await()
        .during(Duration.ofSeconds(3))
        .atMost(Duration.ofSeconds(20))
        .until(() -> servers.get(1).load().roomChannels() == 1);
    get(servers.get(0).to("red").emit("msg", "still there"));
    client.awaits("msg", "still there");
    client.close();
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> servers.get(1).load().roomChannels() == 0);
    assertThat(servers.get(1).load().rooms()).isZero();
  }

  @Test
  void severalRoomsInDifferentBucketsGiveOneCopy() {
    List<SocketIoServer> servers = cluster.started(2);
    List<TestClient> clients = cluster.clientOfEach(servers);
    String[] rooms = {"a", "b", "c", "d", "e", "f"};
    get(socket(servers.get(1)).join(rooms));
    get(servers.get(0).to(rooms).emit("msg", "one"));
    get(servers.get(0).to(rooms).to(clients.get(1).sid()).emit("msg", "two"));
    get(servers.get(0).to("a").except("f").emit("msg", "none"));
    get(servers.get(0).to("a").emit("msg", "fence"));
    clients.get(1).awaits("msg", "fence");
    assertThat(texts(clients.get(1))).containsExactly("one", "two", "fence");
  }

  @Test
  void roomNamedLikeASocketOfAnotherNodeIsReachedEverywhere() {
    List<SocketIoServer> servers = cluster.started(3);
    List<TestClient> clients = cluster.clientOfEach(servers);
    String sid = clients.get(1).sid();
    get(socket(servers.get(2)).join(sid));
    long quiet = received(servers.get(0));
    for (SocketIoServer server : servers) {
      get(server.to(sid).emit("msg", "from " + idOf(server)));
    }
    for (SocketIoServer server : servers) {
      clients.get(1).awaits("msg", "from " + idOf(server));
      clients.get(2).awaits("msg", "from " + idOf(server));
      assertThat(get(server.to(sid).count()).value()).isEqualTo(2);
      assertThat(get(server.to(sid).emitWithAck("ask", 1)).answers()).hasSize(2);
    }
    assertThat(get(servers.get(0).to(sid).socketIds()).value())
        .isEqualTo(Set.of(sid, clients.get(2).sid()));
    assertThat(texts(clients.get(1))).hasSize(3);
    assertThat(texts(clients.get(2))).hasSize(3);
    assertThat(texts(clients.get(0))).isEmpty();
    assertThat(received(servers.get(0)) - quiet).as("responses only").isLessThan(20);
    get(socket(servers.get(2)).leave(sid));
    get(servers.get(2).to(clients.get(1).sid()).emit("msg", "after"));
    clients.get(1).awaits("msg", "after");
    assertThat(get(servers.get(0).to(sid).count()).value()).isEqualTo(1);
  }

  @Test
  void aRoomNamedLikeASocketOfADeadNodeStillWorks() {
    List<SocketIoServer> servers = cluster.started(3);
    List<TestClient> clients = cluster.clientOfEach(servers);
    String sid = clients.get(2).sid();
    get(socket(servers.get(1)).join(sid));
    servers.get(2).close();
    Awaitility.await().until(() -> servers.get(0).nodes().size() == 2);
    get(servers.get(0).to(sid).emit("msg", "of the dead"));
    clients.get(1).awaits("msg", "of the dead");
    get(socket(servers.get(0)).join(sid));
    assertThat(get(servers.get(0).to(sid).count()).value()).isEqualTo(2);
  }

  @Test
  void roomNamedLikeASocketIsReachedAgainAfterAnOutage() {
    List<SocketIoServer> servers = cluster.started(2);
    List<TestClient> clients = cluster.clientOfEach(servers);
    String sid = clients.get(0).sid();
    get(socket(servers.get(1)).join(sid));
    cutOff(servers);
    Socket late = socket(servers.get(0));
    assertThat(failure(late.join(clients.get(1).sid()))).isInstanceOf(BrokerException.class);
    SharedMemoryProvider.BUS.heal();
    for (TestClient client : clients) {
      Awaitility.await()
          .ignoreExceptions()
          .until(() -> get(servers.get(0).to(client.sid()).count()).value() == 2);
    }
    get(servers.get(0).to(sid).emit("msg", "again"));
    get(servers.get(0).to(clients.get(1).sid()).emit("msg", "late"));
    clients.get(1).awaits("msg", "again");
    clients.get(1).awaits("msg", "late");
    clients.get(0).awaits("msg", "late");
  }

  @Test
  void joinDuringAnOutageFailsAndIsPutRightAfterIt() {
    List<SocketIoServer> servers = cluster.started(2);
    TestClient client = cluster.client(servers.get(1));
    Socket socket = socket(servers.get(1));
    cutOff(servers);
    assertThat(failure(socket.join("red"))).isInstanceOf(BrokerException.class);
    var unused = servers.get(1).to("red").emit("msg", "here");
    client.awaits("msg", "here");
    assertThat(failure(servers.get(1).count())).isInstanceOf(BrokerException.class);
    SharedMemoryProvider.BUS.heal();
    Awaitility.await().until(() -> servers.get(1).load().roomChannels() == 1);
    Awaitility.await().until(() -> servers.get(0).clusterStats().state() == ClusterState.UP);
    get(servers.get(0).to("red").emit("msg", "again"));
    client.awaits("msg", "again");
  }

  @Test
  void aNodeWithOtherBucketsDoesNotStart() {
    cluster.started(1, builder -> builder.roomBuckets(32));
    SocketIoServer misfit = cluster.server(builder -> builder.roomBuckets(16));
    assertThat(failure(misfit.startAsync()))
        .hasMessageContaining("32 buckets")
        .hasMessageContaining("roomBuckets(32)");
    SocketIoServer greedy = cluster.server(builder -> builder.roomBuckets(65));
    assertThat(failure(greedy.startAsync())).hasMessageContaining("64 room channels");
    cluster.server(builder -> builder.roomBuckets(32)).start();
  }

  @Test
  void nodesThatJoinAndLeaveAreReported() throws Exception {
    SocketIoServer first = cluster.started(1).get(0);
    BlockingQueue<NodeInfo> joined = new LinkedBlockingQueue<>();
    BlockingQueue<NodeInfo> left = new LinkedBlockingQueue<>();
    first.onNodeJoined(joined::add);
    first.onNodeLeft(left::add);
    SocketIoServer second = cluster.server(builder -> builder.nodeLabel("second"));
    BlockingQueue<NodeInfo> seen = new LinkedBlockingQueue<>();
    second.onNodeJoined(seen::add);
    second.start();
    assertThat(second.nodes()).hasSize(2);
    assertThat(joined.poll(20, TimeUnit.SECONDS).label()).isEqualTo("second");
    assertThat(seen.poll(20, TimeUnit.SECONDS)).isEqualTo(first.nodes().get(0));
    second.close();
    assertThat(left.poll(20, TimeUnit.SECONDS).label()).isEqualTo("second");
    assertThat(joined).isEmpty();
  }

  @Test
  void lostMessagesAreReported() throws Exception {
    List<SocketIoServer> deafOnes = cluster.started(1);
    SocketIoServer hears = deafOnes.get(0);
    SocketIoServer emits =
        cluster.server(builder -> builder.broker(SharedMemoryProvider.DIRECT)).start();
    cluster.awaitNodes(2);
    TestClient client = cluster.client(hears);
    get(socket(hears).join("red"));
    get(emits.to("red").emit("msg", "first"));
    client.awaits("msg", "first");
    BlockingQueue<LostMessages> lost = new LinkedBlockingQueue<>();
    hears.onMessagesLost(lost::add);
    cutOff(List.of(hears));
    get(emits.to("red").emit("msg", "lost"));
    get(emits.to("red").emit("msg", "lost too"));
    SharedMemoryProvider.BUS.heal();
    Awaitility.await().until(() -> hears.clusterStats().state() == ClusterState.UP);
    get(emits.to("red").emit("msg", "fence"));
    client.awaits("msg", "fence");
    assertThat(lost.poll(20, TimeUnit.SECONDS))
        .isEqualTo(new LostMessages(emits.nodes().get(0).id(), Channel.Kind.ROOM, 2));
    assertThat(hears.clusterStats().lost()).isEqualTo(2);
    assertThat(texts(client)).containsExactly("first", "fence");
  }
}
