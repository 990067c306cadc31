package io.sidecast;

import static io.sidecast.EchoServer.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sidecast.connection.DisconnectReason;
import io.sidecast.socket.Ack;
import io.sidecast.socket.Arguments;
import io.sidecast.socket.ConnectRefusedException;
import io.sidecast.socket.NoAckException;
import io.sidecast.socket.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sockets at their beginning and after their end. */
@Tag("slow")
class EndedSocketTest {

  /** No acknowledgement of these tests fails because its time is over. */
  private static final Duration LONG = Duration.ofHours(1);

  private final CountDownLatch arrived = new CountDownLatch(1);
  private final EchoServer echo = new EchoServer();
  private final SocketIoServer server = echo.server;

  @AfterEach
  void close() {
    server.close();
  }

  /** Ensures that the client has received all earlier packets. */
  private static void fence(LightClient client) throws Exception {
    client.send(List.of("42777[\"echo\",\"fence\"]"));
    assertThat(client.next()).isEqualTo("43777[\"fence\"]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"websocket", "polling"})
  void sendsNothingToTheNextSocketOfItsConnection(String transport) throws Exception {
    echo.start();
    try (var client = LightClient.connect(server.port(), transport)) {
      Socket old = echo.socket();
      var ack = new CompletableFuture<Ack>();
      old.on("keep", (args, kept) -> ack.complete(kept));
      client.send(List.of("425[\"keep\"]"));
      var late = await(ack);
      old.disconnect();
      assertThat(client.next()).isEqualTo("41");
      client.send(List.of("40"));
      assertThat(client.next()).startsWith("40");
      Socket next = echo.socket();
      old.onAnyOutgoing((event, args) -> echo.errors.add("sent " + event));

      old.emit("private");
      old.asVolatile().emit("private");
      late.send("private");
      assertThatThrownBy(() -> await(old.timeout(LONG).emitWithAck("private")))
          .hasCauseInstanceOf(NoAckException.class);
      old.disconnect();
      assertThatThrownBy(() -> await(old.join("room")))
          .hasCauseInstanceOf(IllegalStateException.class)
          .hasMessageContaining(old.id());
      await(old.leave("room"));
      await(old.broadcast().emit("to all others"));

      assertThat(client.next()).isEqualTo("42[\"to all others\"]");
      fence(client);
      assertThat(next.isConnected()).isTrue();
      assertThat(server.load().rooms()).isZero();
      assertThat(server.load().pendingAcks()).isZero();
      assertThat(echo.errors).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"websocket", "polling"})
  void dropsAndCountsWhatArrivesAfterTheServerEndedIt(String transport) throws Exception {
    echo.start();
    var handled = new LinkedBlockingQueue<Integer>();
    var last = new CompletableFuture<List<Integer>>();
    try (var client = LightClient.connect(server.port(), transport)) {
      Socket socket = echo.socket();
      socket.on(
          "event",
          Integer.class,
          number -> {
            handled.add(number);
            if (number == 1) {
              assertThat(arrived.await(20, TimeUnit.SECONDS)).isTrue();
              socket.disconnect();
            }
          });
      socket.onDisconnect(reason -> last.complete(new ArrayList<>(handled)));
      client.send(List.of("42[\"event\",1]", "42[\"event\",2]", "42[\"event\",3]"));
      client.fence();
      arrived.countDown();
      assertThat(client.next()).isEqualTo("41");
      client.send(List.of("42[\"event\",4]", "42[\"event\",5]", "40"));
      assertThat(client.next()).startsWith("40");
      assertThat(await(last)).containsExactly(1, 2, 3);
      assertThat(server.stats().droppedEvents()).isEqualTo(2);
      assertThat(handled).hasSize(3);
    }
  }

  @Test
  void countsWhatArrivesAfterTheConnectionWasClosed() throws Exception {
    echo.start();
    try (var client = LightClient.connect(server.port(), "websocket")) {
      echo.socket().disconnect(true);
      assertThat(client.next()).isEqualTo("41");
      client.send(List.of("42[\"event\",1]", "42[\"event\",2]"));
      Awaitility.await().until(() -> server.stats().droppedEvents() == 2);
    }
  }

  /** The acknowledgement arrives before the end of the socket, so it completes the stage. */
  @ParameterizedTest
  @ValueSource(strings = {"websocket", "polling"})
  void ackRightBeforeTheEndCompletesItsStage(String transport) throws Exception {
    echo.start();
    try (var client = LightClient.connect(server.port(), transport)) {
      Socket socket = echo.socket();
      var answer = socket.emitWithAck("ask");
      String question = client.next();
      String ackId = question.substring(2, question.indexOf('['));
      client.send(List.of("43" + ackId + "[\"yes\"]", "1"));
      assertThat(await(answer).get(0, String.class)).isEqualTo("yes");
    }
  }

  /** Includes middlewares, catch-all listeners and an event with an attachment. */
  @ParameterizedTest
  @ValueSource(strings = {"websocket", "polling"})
  void everyKindOfHandlerSeesTheLastEvents(String transport) throws Exception {
    echo.start();
    var seen = new LinkedBlockingQueue<String>();
    var over = new CompletableFuture<DisconnectReason>();
    var gate = new CountDownLatch(1);
    try (var client = LightClient.connect(server.port(), transport)) {
      Socket socket = echo.socket();
      socket.on("wait", () -> assertThat(gate.await(20, TimeUnit.SECONDS)).isTrue());
      socket.use((event, args) -> seen.add("middleware " + event));
      socket.onAny((event, args) -> seen.add("any " + event));
      socket.on("last", byte[].class, bytes -> seen.add("last " + bytes.length));
      socket.onDisconnecting(reason -> seen.add("disconnecting " + socket.rooms().size()));
      socket.onDisconnect(over::complete);
      await(socket.join("red"));
      client.send(List.of("42[\"wait\"]"));
      client.send(List.of("451-[\"last\",{\"_placeholder\":true,\"num\":0}]", "bAQID", "41"));
      Awaitility.await().until(() -> !socket.isConnected());
      gate.countDown();
      assertThat(await(over)).isEqualTo(DisconnectReason.CLIENT_NAMESPACE_DISCONNECT);
      assertThat(seen)
          .containsExactly(
              "middleware wait",
              "any wait",
              "middleware last",
              "any last",
              "last 3",
              "disconnecting 2");
      assertThat(echo.errors).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"websocket", "polling"})
  void joinsRoomsInAMiddleware(String transport) throws Exception {
    server.useAsync(
        socket -> {
          socket.data().put("name", "Ann");
          await(socket.join("red", "blue"));
          await(socket.leave("blue"));
          await(server.to("red").emit("too early"));
          assertThat(await(server.in("red").fetchSockets()).value()).isEmpty();
          return socket.join("green");
        });
    echo.start();
    try (var client = LightClient.connect(server.port(), transport)) {
      Socket socket = echo.socket();
      assertThat(socket.rooms()).containsExactlyInAnyOrder(socket.id(), "red", "green");
      await(server.to("red", "green").emit("once"));
      assertThat(client.next()).isEqualTo("42[\"once\"]");
      await(server.except("green").emit("never"));
      fence(client);
      client.send(List.of("41"));
      Awaitility.await().until(() -> server.load().rooms() == 0);
    }
  }

  @Test
  void leavesNothingBehindIfItIsRefused() throws Exception {
    var asked = new CompletableFuture<CompletionStage<Arguments>>();
    server.use(
        socket -> {
          await(socket.join("red"));
          asked.complete(socket.timeout(LONG).emitWithAck("ask"));
          assertThat(server.load().rooms()).isEqualTo(1);
          throw new ConnectRefusedException("no");
        });
    echo.start();
    try (var client = LightClient.open(server.port(), "websocket")) {
      client.send(List.of("40"));
      assertThat(client.next()).startsWith("42").endsWith("[\"ask\"]");
      assertThat(client.next()).isEqualTo("44{\"message\":\"no\"}");
    }
    assertThatThrownBy(() -> await(await(asked))).hasCauseInstanceOf(NoAckException.class);
    assertThat(server.load().rooms()).isZero();
    assertThat(server.load().pendingAcks()).isZero();
  }

  @Test
  void leavesNothingBehindIfItsClientGoesBeforeItIsAdmitted() throws Exception {
    var admitted = new CompletableFuture<Void>();
    var joined = new CompletableFuture<Void>();
    server.useAsync(
        socket -> {
          socket.join("red").thenRun(() -> joined.complete(null));
          return admitted;
        });
    echo.start();
    try (var client = LightClient.open(server.port(), "websocket")) {
      client.send(List.of("40"));
      await(joined);
      assertThat(server.load().rooms()).isEqualTo(1);
    }
    Awaitility.await().until(() -> server.load().rooms() == 0);
    admitted.complete(null);
    Awaitility.await().until(() -> server.load().sessions() == 0);
    assertThat(server.sockets()).isEmpty();
  }
}
