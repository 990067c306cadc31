package io.sidecast.conformance.server;

import static io.sidecast.conformance.server.LocalCluster.failure;
import static io.sidecast.conformance.server.LocalCluster.get;
import static io.sidecast.conformance.server.LocalCluster.idOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sidecast.SocketIoServer;
import io.sidecast.conformance.SharedMemoryProvider;
import io.sidecast.conformance.TestClient;
import io.sidecast.connection.DisconnectReason;
import io.sidecast.json.JsonValue;
import io.sidecast.socket.ClusterResult;
import io.sidecast.socket.RemoteSocket;
import io.sidecast.socket.Socket;
import io.sidecast.socket.SocketPage;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Tests of operations on sockets of other nodes and of queries for them: three servers in this JVM
 * over the reference broker, with real clients. Confined to the test thread.
 */
@Timeout(120)
@Tag("slow")
class ClusterOperationsTest {

  final LocalCluster cluster = new LocalCluster(broker());
  private List<SocketIoServer> servers = List.of();
  private List<TestClient> clients = List.of();
  private SocketIoServer io;

  String broker() {
    return SharedMemoryProvider.DIRECT;
  }

  @BeforeEach
  void start() {
    servers = cluster.started(3);
    clients = cluster.clientOfEach(servers);
    io = servers.get(0);
  }

  @AfterEach
  void close() throws Exception {
    cluster.close();
  }

  private Socket socket(int node) {
    return servers.get(node).sockets().iterator().next();
  }

  private static <T> ClusterResult<T> all(T value) {
    return new ClusterResult<>(value, Set.of());
  }

  private static List<String> texts(TestClient client) {
    return client.received("msg").stream().map(args -> args.path(0).asText()).toList();
  }

  /** Waits until everything emitted before has arrived at every client. */
  private void fence() {
    get(io.emit("msg", "fence"));
    clients.forEach(client -> client.awaits("msg", "fence"));
  }

  @Test
  void joinLeaveAndCloseARoomOnEveryNode() {
    String sid = clients.get(2).sid();
    assertThat(get(io.socketsJoin("all", "too"))).isEqualTo(all(3L));
    assertThat(get(io.in(sid).socketsJoin("red"))).isEqualTo(all(1L));
    assertThat(get(io.in("all").except(sid).socketsJoin("blue"))).isEqualTo(all(2L));
    get(servers.get(1).to("red").emit("msg", "red"));
    get(servers.get(1).to("blue").emit("msg", "blue"));
    get(io.in("red").socketsLeave("too"));
    assertThat(get(io.to("too").count())).isEqualTo(all(2L));
    assertThat(get(io.closeRoom("all"))).isEqualTo(all(3L));
    assertThat(get(io.to("all").count())).isEqualTo(all(0L));
    fence();
    assertThat(texts(clients.get(0))).containsExactly("blue", "fence");
    assertThat(texts(clients.get(2))).containsExactly("red", "fence");
    assertThat(get(io.rooms())).isEqualTo(all(Set.of("red", "blue", "too")));
    assertThat(get(io.in(sid).rooms())).isEqualTo(all(Set.of("red")));
  }

  @Test
  void theDisconnectHandlerRunsOnceOnTheOwner() throws Exception {
    BlockingQueue<DisconnectReason> reasons = new LinkedBlockingQueue<>();
    socket(1).onDisconnect(reasons::add);
    String sid = clients.get(1).sid();
    assertThat(get(io.in(sid).disconnectSockets())).isEqualTo(all(1L));
    assertThat(reasons.poll(20, TimeUnit.SECONDS))
        .isEqualTo(DisconnectReason.SERVER_NAMESPACE_DISCONNECT);
    assertThat(get(io.in(sid).disconnectSockets(true))).isEqualTo(all(0L));
    assertThat(get(io.socketIds()))
        .isEqualTo(all(Set.of(clients.get(0).sid(), clients.get(2).sid())));
    assertThat(reasons).isEmpty();
    assertThat(get(io.disconnectSockets(true))).isEqualTo(all(2L));
    Awaitility.await()
        .until(() -> servers.stream().allMatch(server -> server.load().sessions() <= 1));
  }

  @Test
  void fetchedSocketDescribesAndOperatesItsSocket() {
    socket(2).data().put("name", "bob");
    socket(2).data().put("nested", Map.of("list", List.of(1, true)));
    get(socket(2).join("red"));
    String sid = clients.get(2).sid();
    RemoteSocket found = get(io.in("red").fetchSockets()).value().get(0);
    assertThat(found.id()).isEqualTo(sid);
    assertThat(found.rooms()).containsExactlyInAnyOrder(sid, "red");
    assertThat(found.data().get("name").string()).contains("bob");
    assertThat(found.data().get("nested").get("list").get(1).bool()).contains(true);
    assertThat(found.handshake().query("transport")).contains("websocket");
    assertThat(found.handshake().headers()).containsKey("upgrade");
    assertThat(found.handshake().address().getHostString()).isEqualTo("127.0.0.1");
    assertThat(found.handshake().time())
        .isEqualTo(socket(2).handshake().time().truncatedTo(ChronoUnit.MILLIS));
    assertThat(get(found.join("blue"))).isEqualTo(all(1L));
    get(found.emit("msg", "you"));
    clients.get(2).awaits("msg", "you");
    assertThat(get(found.emitWithAck("ask", 7)).single().get(1, String.class)).isEqualTo(sid);
    assertThat(get(found.leave("red"))).isEqualTo(all(1L));
    assertThat(socket(2).rooms()).containsExactlyInAnyOrder(sid, "blue");
    assertThat(get(found.disconnect(false))).isEqualTo(all(1L));
    assertThat(get(io.count())).isEqualTo(all(2L));
  }

  @Test
  void dataThatCannotBeEncodedIsEmptyOnOtherNodes() {
    socket(1).data().put("self", new Object());
    RemoteSocket found = get(io.in(clients.get(1).sid()).fetchSockets()).value().get(0);
    assertThat(found.data().names()).isEmpty();
  }

  @Test
  void aPageSaysWhetherThereIsMore() {
    List<TestClient> more = cluster.clientOfEach(servers);
    assertThat(more).hasSize(3);
    SocketPage page = get(io.fetchSockets(4)).value();
    assertThat(page.sockets()).hasSize(4);
    assertThat(page.hasMore()).isTrue();
    page = get(io.fetchSockets(6)).value();
    assertThat(page.sockets()).hasSize(6);
    assertThat(page.hasMore()).isFalse();
    assertThat(get(io.fetchSockets(0)).value()).isEqualTo(new SocketPage(List.of(), true));
    assertThatThrownBy(() -> io.fetchSockets(-1)).hasMessageContaining("-1");
  }

  /** Tests a response of several envelopes; the reference broker accepts 256 KiB in one. */
  @Test
  void anAnswerMayBeLargerThanAnEnvelope() {
    String text = "x".repeat(50_000);
    for (int i = 0; i < 12; i++) {
      cluster.client(servers.get(1));
    }
    servers.get(1).sockets().forEach(socket -> socket.data().put("large", text));
    ClusterResult<List<RemoteSocket>> found = get(io.fetchSockets());
    assertThat(found.isComplete()).isTrue();
    assertThat(found.value()).hasSize(15);
    assertThat(
            found.value().stream()
                .filter(socket -> socket.data().get("large").string().orElse("").equals(text)))
        .hasSize(13);
  }

  @Test
  void serverSideEmitIsAcknowledged() {
    servers.get(1).onServerSideEmit("sum", (args, ack) -> ack.send(sum(args.json(0)), "one"));
    servers
        .get(2)
        .onServerSideEmit(
            "sum",
            (args, ack) -> {
              ack.send(sum(args.json(0)), "two");
              ack.send("not sent");
            });
    var result = get(io.serverSideEmitWithAck("sum", List.of(1, 2, 3)));
    assertThat(result.missingNodes()).isEmpty();
    assertThat(result.value())
        .extracting(args -> args.get(0, Integer.class) + args.get(1, String.class))
        .containsExactlyInAnyOrder("6one", "6two");
  }

  @Test
  void aServerThatDoesNotListenIsNotMissingAndOneThatDoesNotAnswerIs() {
    servers.get(1).onServerSideEmit("quiet", args -> {});
    var result = get(io.timeout(Duration.ofMillis(300)).serverSideEmitWithAck("quiet"));
    assertThat(result.value()).isEmpty();
    assertThat(result.missingNodes()).containsExactly(idOf(servers.get(1)));
    assertThat(get(io.serverSideEmitWithAck("nobody knows this")).isComplete()).isTrue();
    assertThatThrownBy(() -> io.to("room").serverSideEmit("sum"))
        .isInstanceOf(IllegalStateException.class);
  }

  private static long sum(JsonValue numbers) {
    return numbers.elements().stream().mapToLong(number -> number.integer().orElse(0)).sum();
  }

  @Test
  void aSlowClientIsCountedAndNothingIsLeftBehind() {
    var answers = get(io.timeout(Duration.ofMillis(500)).emitWithAck("ask", "silence"));
    assertThat(answers.answers()).isEmpty();
    assertThat(answers.unacknowledged()).isEqualTo(3);
    assertThat(answers.missingNodes()).isEmpty();
    Awaitility.await()
        .until(
            () ->
                servers.stream()
                    .allMatch(
                        server ->
                            server.load().pendingAcks() == 0 && server.load().requests() == 0));
  }

  @Test
  void aNodeThatLeavesEndsWhatWaitsForItAndIsNamed() {
    List<CompletableFuture<?>> waiting = new ArrayList<>();
    String gone = idOf(servers.get(2));
    var left = new LinkedBlockingQueue<String>();
    io.onNodeLeft(node -> left.add(node.id().text()));
    servers.get(2).onServerSideEmit("never", args -> {});
    var acks = io.in(clients.get(2).sid()).emitWithAck("ask", "silence");
    var server = io.serverSideEmitWithAck("never");
    clients.get(2).awaits("ask", "silence");
    waiting.add(acks.toCompletableFuture());
    waiting.add(server.toCompletableFuture());
    Awaitility.await().until(() -> servers.get(2).load().incomingRequests() == 2);
    assertThat(waiting).noneMatch(CompletableFuture::isDone);
    servers.get(2).close();
    assertThat(get(server).missingNodes()).containsExactly(gone);
    assertThat(get(acks).answers()).isEmpty();
    assertThat(left.peek()).isIn(gone, null);
    Awaitility.await().until(() -> gone.equals(left.peek()));
    assertThat(io.load().requests()).isZero();
  }

  @Test
  void emitOfADisconnectHandlerDuringCloseArrives() {
    SocketIoServer ends = cluster.server(builder -> builder);
    ends.start();
    var hold = new CountDownLatch(1);
    ends.onConnection(
        socket ->
            socket.onDisconnect(
                reason -> {
                  hold.await();
                  var unused = ends.emit("msg", "gone: " + socket.id());
                }));
    String sid = cluster.client(ends, "polling").sid();
    var closed = ends.closeAsync();
    Awaitility.await().until(() -> ends.load().sessions() == 0);
    hold.countDown();
    clients.get(0).awaits("msg", "gone: " + sid);
    get(closed);
    assertThat(io.nodes()).hasSize(3);
  }

  @Test
  void anAskerThatLeavesIsForgotten() {
    var unused = io.timeout(Duration.ofMinutes(1)).emitWithAck("ask", "silence");
    Awaitility.await().until(() -> servers.get(1).load().pendingAcks() == 1);
    io.close();
    Awaitility.await()
        .until(
            () ->
                servers.get(1).load().pendingAcks() == 0
                    && servers.get(1).load().incomingRequests() == 0);
  }

  @Test
  void beforeTheStartAndAfterTheEndTheStagesFail() {
    SocketIoServer late = cluster.server(builder -> builder);
    assertThat(failure(late.count())).hasMessageContaining("start");
    io.close();
    assertThat(failure(io.fetchSockets())).hasMessageContaining("closed");
  }
}
