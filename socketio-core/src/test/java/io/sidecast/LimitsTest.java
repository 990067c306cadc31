package io.sidecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sidecast.limit.Limit;
import io.sidecast.socket.NoAckException;
import io.sidecast.socket.Socket;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The bounds on what one client holds. Confined to the test thread. */
class LimitsTest {

  private final SocketIoServer server =
      SocketIoServer.builder()
          .port(0)
          .host("127.0.0.1")
          .broker("none")
          .cleanupEmptyChildNamespaces(true)
          .limit(Limit.NAMESPACES_PER_CONNECTION, 5)
          .limit(Limit.CHILD_NAMESPACES, 8)
          .limit(Limit.AUTH_BYTES, 100)
          .limit(Limit.HANDSHAKE_BYTES, 180)
          .limit(Limit.BYTES_BEFORE_CONNECT, 150)
          .limit(Limit.JSON_NODES, 50)
          .limit(Limit.ROOMS_PER_SOCKET, 3)
          .limit(Limit.PENDING_ACKS, 2)
          .build();
  private final BlockingQueue<Socket> connected = new LinkedBlockingQueue<>();

  @AfterEach
  void close() {
    server.close();
  }

  private void start() {
    server.onConnection(connected::add);
    server.of(Pattern.compile("/tenant-\\d+"));
    server.start();
  }

  private void assertHit(Limit limit, long times) {
    assertThat(server.stats().limitHits()).containsEntry(limit, times);
  }

  @Test
  void connectionHasFewNamespaces() {
    start();
    try (var client = new WireClient(server);
        var other = new WireClient(server)) {
      IntStream.range(0, 5).forEach(i -> client.connect("/tenant-" + i));
      client.send("0/tenant-5,");
      assertThat(client.text()).isEqualTo("4/tenant-5,{\"message\":\"too many namespaces\"}");
      client.send("1/tenant-0,");
      client.connect("/tenant-5");
      other.connect("");
      assertHit(Limit.NAMESPACES_PER_CONNECTION, 1);
    }
  }

  @Test
  void socketsThatTheServerEndedDoNotCountAsNamespaces() {
    server.of(Pattern.compile("/kick-\\d+")).onConnection(socket -> socket.disconnect(false));
    start();
    try (var client = new WireClient(server)) {
      for (int i = 0; i < 20; i++) {
        client.connect("/kick-" + i);
        assertThat(client.text()).isEqualTo("1/kick-" + i + ",");
      }
    }
  }

  @Test
  void serverHasFewChildNamespaces() {
    start();
    try (var one = new WireClient(server);
        var two = new WireClient(server)) {
      IntStream.range(0, 4).forEach(i -> one.connect("/tenant-" + i));
      IntStream.range(4, 8).forEach(i -> two.connect("/tenant-" + i));
      one.send("0/tenant-8,");
      assertThat(one.text()).isEqualTo("4/tenant-8,{\"message\":\"too many namespaces\"}");
      two.send("1/tenant-7,"); // the namespace is removed when its last socket has left
      two.connect("/tenant-3");
      assertHit(Limit.CHILD_NAMESPACES, 1);
    }
  }

  @Test
  void largeAuthIsRefused() {
    start();
    try (var client = new WireClient(server)) {
      client.send("0{\"token\":\"" + "x".repeat(100) + "\"}");
      assertThat(client.text()).isEqualTo("4{\"message\":\"auth is too large\"}");
      client.connect("");
      assertHit(Limit.AUTH_BYTES, 1);
    }
  }

  /** A socket that leaves gives its bytes back. */
  @Test
  void handshakesOfOneConnectionAreBounded() {
    server.of("/a");
    server.of("/b");
    start();
    try (var client = new WireClient(server)) {
      client.connect("");
      String auth = ",{\"token\":\"" + "x".repeat(80) + "\"}";
      client.send("0/a" + auth);
      assertThat(client.text()).startsWith("0/a,");
      client.send("0/b" + auth);
      assertThat(client.text()).isEqualTo("4/b,{\"message\":\"auth is too large\"}");
      assertHit(Limit.HANDSHAKE_BYTES, 1);
      client.send("1/a,");
      client.send("0/b" + auth);
      assertThat(client.text()).startsWith("0/b,");
    }
  }

  /** A socket that the server has disconnected is kept for late packets, and only as long. */
  @Test
  void handshakesOfSocketsThatTheServerHasDisconnectedDoNotCount() {
    server.of("/a").onConnection(socket -> socket.disconnect(false));
    server.of("/b");
    start();
    try (var client = new WireClient(server)) {
      client.connect("");
      String auth = ",{\"token\":\"" + "x".repeat(80) + "\"}";
      client.send("0/a" + auth);
      assertThat(client.text()).startsWith("0/a,");
      assertThat(client.text()).isEqualTo("1/a,");
      client.send("0/b" + auth);
      assertThat(client.text()).startsWith("0/b,");
    }
  }

  @Test
  void handshakesThatWaitForADecisionAreBoundedBeforeTheFirstConnect() {
    String auth = ",{\"token\":\"" + "x".repeat(80) + "\"}";
    assertBoundedBeforeTheFirstConnect("0/a" + auth, "0/b" + auth);
  }

  @Test
  void namesThatWaitForADecisionAreBoundedBeforeTheFirstConnect() {
    assertBoundedBeforeTheFirstConnect("0/" + "a".repeat(80) + ",", "0/" + "b".repeat(80) + ",");
  }

  private void assertBoundedBeforeTheFirstConnect(String first, String second) {
    var decision = new CompletableFuture<Boolean>();
    server.of((name, auth) -> decision.get(20, TimeUnit.SECONDS));
    start();
    try (var greedy = new WireClient(server)) {
      greedy.send(first);
      greedy.sendLate(second);
      greedy.awaitClose();
    }
    decision.complete(true);
    assertHit(Limit.BYTES_BEFORE_CONNECT, 1);
  }

  @Test
  void attachmentsBeforeConnectCloseTheConnection() {
    start();
    try (var client = new WireClient(server)) {
      client.sendLate("52-[\"upload\",{\"_placeholder\":true,\"num\":0}]");
      client.awaitClose();
    }
  }

  @Test
  void valuesOfAnEventAreBounded() {
    server.onConnection(socket -> socket.on("list", args -> {}));
    start();
    try (var client = new WireClient(server)) {
      client.connect("");
      client.sendLate("2[\"list\"" + ",{}".repeat(50) + "]");
      client.awaitClose();
      assertHit(Limit.JSON_NODES, 1);
    }
  }

  @Test
  void joinOfTooManyRoomsFails() throws Exception {
    start();
    try (var client = new WireClient(server)) {
      client.connect("");
      Socket socket = connected.poll(20, TimeUnit.SECONDS);
      socket.join("a", "b", "c").toCompletableFuture().get(20, TimeUnit.SECONDS);
      assertThatThrownBy(
              () -> socket.join("c", "d").toCompletableFuture().get(20, TimeUnit.SECONDS))
          .hasRootCauseInstanceOf(IllegalStateException.class)
          .hasStackTraceContaining("more than 3 rooms");
      assertThat(socket.rooms()).containsExactlyInAnyOrder("a", "b", "c", socket.id());
      assertHit(Limit.ROOMS_PER_SOCKET, 1);
      assertThat(server.socketsJoin("d").toCompletableFuture().get(20, TimeUnit.SECONDS).value())
          .isZero();
    }
  }

  @Test
  void joinOfRoomsWithLongNamesFails() throws Exception {
    start();
    try (var client = new WireClient(server)) {
      client.connect("");
      Socket socket = connected.poll(20, TimeUnit.SECONDS);
      String room = "a".repeat(200);
      socket.join(room).toCompletableFuture().get(20, TimeUnit.SECONDS);
      assertThatThrownBy(
              () -> socket.join("b".repeat(101)).toCompletableFuture().get(20, TimeUnit.SECONDS))
          .hasRootCauseInstanceOf(IllegalStateException.class);
      assertHit(Limit.ROOMS_PER_SOCKET, 1);
      socket.leave(room).toCompletableFuture().get(20, TimeUnit.SECONDS);
      socket.join("b".repeat(300)).toCompletableFuture().get(20, TimeUnit.SECONDS);
      assertThat(socket.rooms()).hasSize(2);
    }
  }

  @Test
  void eventsThatWaitForAnAckAreBounded() throws Exception {
    start();
    try (var client = new WireClient(server)) {
      client.connect("");
      var patient = connected.poll(20, TimeUnit.SECONDS).timeout(Duration.ofMinutes(1));
      var first = patient.emitWithAck("question").toCompletableFuture();
      patient.emitWithAck("question");
      assertThatThrownBy(
              () -> patient.emitWithAck("question").toCompletableFuture().get(20, TimeUnit.SECONDS))
          .hasRootCauseInstanceOf(NoAckException.class);
      String event = client.text();
      client.send("3" + event.substring(1, event.indexOf('[')) + "[]");
      first.get(20, TimeUnit.SECONDS);
      patient.emitWithAck("question");
      client.text();
      assertThat(client.text()).contains("question");
      assertHit(Limit.PENDING_ACKS, 1);
    }
  }

  @Test
  void outgoingEventsThatWaitForHandlersAreBounded() throws Exception {
    var entered = new CountDownLatch(1);
    var release = new CountDownLatch(1);
    server.onConnection(
        socket ->
            socket.onAnyOutgoing(
                (event, args) -> {
                  entered.countDown();
                  release.await();
                }));
    start();
    try (var client = new WireClient(server)) {
      client.connect("");
      Socket socket = connected.poll(20, TimeUnit.SECONDS);
      socket.emit("first");
      entered.await();
      String kilobyte = "x".repeat(1000);
      for (int i = 0; i < 3000; i++) {
        socket.emit("news", kilobyte);
      }
      release.countDown();
      IntStream.rangeClosed(0, 3000).forEach(i -> client.text());
    }
    assertThat(server.stats().limitHits().get(Limit.WAITING_OUTGOING_BYTES))
        .isBetween(1900L, 2200L);
  }
}
