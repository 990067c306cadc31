package io.sidecast;

import static org.assertj.core.api.Assertions.assertThat;

import io.sidecast.connection.DisconnectReason;
import io.sidecast.socket.ConnectRefusedException;
import io.sidecast.socket.HandlerMode;
import io.sidecast.socket.Socket;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The Socket.IO protocol: connecting, disconnecting and invalid packets. */
@ParameterizedClass
@EnumSource(HandlerMode.class)
class SocketProtocolTest {

  private final SocketIoServer server;

  SocketProtocolTest(HandlerMode mode) {
    server =
        SocketIoServer.builder()
            .port(0)
            .host("127.0.0.1")
            .broker("none")
            .handlers(mode)
            .connectTimeout(Duration.ofSeconds(20))
            .build();
  }

  private final BlockingQueue<DisconnectReason> reasons = new LinkedBlockingQueue<>();

  @AfterEach
  void close() {
    server.close();
  }

  private WireClient client() {
    return new WireClient(server);
  }

  private void start() {
    server.onConnection(
        socket -> {
          socket.on("echo", (args, ack) -> ack.send(args.all().toArray()));
          socket.onDisconnect(reasons::add);
        });
    server.start();
  }

  private DisconnectReason reason() throws InterruptedException {
    DisconnectReason reason = reasons.poll(20, TimeUnit.SECONDS);
    assertThat(reason).as("a disconnect within 20 s").isNotNull();
    return reason;
  }

  private static void assertAlive(WireClient client) {
    client.send("29[\"echo\",1]");
    assertThat(client.text()).isEqualTo("39[1]");
  }

  @Test
  void theSocketIdIsNotTheSessionIdAndEachNamespaceHasItsOwn() {
    server.of("/custom");
    start();
    try (var client = client()) {
      String root = client.connect("");
      String custom = client.connect("/custom");
      assertThat(root).hasSize(20).isNotEqualTo(custom);
      assertThat(server.sockets()).extracting(Socket::id).containsExactly(root);
    }
  }

  @Test
  void anUnknownNamespaceIsRefusedAndTheConnectionLivesOn() {
    start();
    try (var client = client()) {
      client.send("0/nowhere,");
      assertThat(client.text()).isEqualTo("4/nowhere,{\"message\":\"Invalid namespace\"}");
      client.connect("");
      assertAlive(client);
    }
  }

  @Test
  void aClientLearnsItsIdBeforeAnythingElseWhateverIsBroadcast() {
    start();
    var connecting = new AtomicBoolean(true);
    var broadcasting =
        CompletableFuture.runAsync(
            () -> {
              while (connecting.get()) {
                server.emit("noise", 1);
              }
            },
            WireClient.THREADS);
    try {
      for (int i = 0; i < 100; i++) {
        try (var client = client()) {
          client.connect("");
        }
      }
    } finally {
      connecting.set(false);
      broadcasting.join();
    }
  }

  @Test
  void theHandshakeIsWhatTheClientSent() throws Exception {
    var seen = new CompletableFuture<String>();
    server.onConnection(
        socket ->
            seen.complete(
                socket.handshake().auth(Map.class)
                    + socket.handshake().query("a").orElse("")
                    + socket.handshake().header("x-TEST").orElse("")
                    + socket.handshake().address().getAddress().getHostAddress()
                    + socket.handshake().secure()));
    start();
    try (var client = new WireClient(server, "&a=b%20c")) {
      client.send("0{\"token\":\"t\"}");
      client.text();
      assertThat(seen.get(20, TimeUnit.SECONDS)).isEqualTo("{token=t}b cwire127.0.0.1false");
    }
  }

  @Test
  void aMiddlewareRunsOnEveryConnectAndRefusesWithData() {
    server.use(
        socket -> {
          if (!socket.handshake().auth().get("token").string().orElse("").equals("right")) {
            throw new ConnectRefusedException("not authorized", Map.of("retry", false));
          }
        });
    start();
    try (var client = client()) {
      client.send("0");
      String refusal = client.text();
      assertThat(refusal).startsWith("4{").contains("\"message\":\"not authorized\"");
      assertThat(refusal).contains("\"data\":{\"retry\":false}");
      client.send("0{\"token\":\"right\"}");
      assertThat(client.text()).startsWith("0{\"sid\":");
      assertAlive(client);
    }
  }

  @Test
  void middlewaresRunInOrderAndMayDecideLater() throws Exception {
    var order = new LinkedBlockingQueue<String>();
    var decision = new CompletableFuture<Void>();
    server.use(socket -> order.add("first"));
    server.useAsync(
        socket -> {
          order.add("second");
          return decision;
        });
    server.use(socket -> order.add("third"));
    start();
    try (var client = client()) {
      client.send("0");
      assertThat(order.poll(20, TimeUnit.SECONDS)).isEqualTo("first");
      assertThat(order.poll(20, TimeUnit.SECONDS)).isEqualTo("second");
      decision.complete(null);
      assertThat(client.text()).startsWith("0{\"sid\":");
      assertThat(order).containsExactly("third");
    }
  }

  @Test
  void middlewareThatFailsWithAnErrorRefuses() {
    server.useAsync(
        socket -> {
          throw new LinkageError("broken class");
        });
    start();
    try (var client = client()) {
      client.send("0");
      assertThat(client.text()).isEqualTo("4{\"message\":\"Internal server error\"}");
    }
  }

  @Test
  @SuppressWarnings("NullAway") // the mistake that is tested
  void middlewareWithoutAStageRefuses() {
    server.useAsync(socket -> null);
    start();
    try (var client = client()) {
      client.send("0");
      assertThat(client.text()).isEqualTo("4{\"message\":\"Internal server error\"}");
    }
  }

  @Test
  void aFailingMiddlewareRefusesWithoutTellingItsSecrets() {
    server.use(
        socket -> {
          throw new IllegalStateException("password is 1234");
        });
    start();
    try (var client = client()) {
      client.send("0");
      assertThat(client.text()).isEqualTo("4{\"message\":\"Internal server error\"}");
    }
  }

  @Test
  void noEventIsHandledWhileAMiddlewareDecides() {
    var handled = new LinkedBlockingQueue<String>();
    server.useAsync(socket -> new CompletableFuture<Void>());
    server.onConnection(socket -> socket.on("echo", () -> handled.add("echo")));
    start();
    try (var hasty = client()) {
      hasty.send("0");
      hasty.sendLate("2[\"echo\"]");
      hasty.awaitClose();
      assertThat(handled).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2[\"echo\",1]", // not connected
        "31[]",
        "1",
        "4{\"message\":\"x\"}",
        "0{\"a\":",
        "abc",
        "9",
        "51-[\"echo\"",
        "511-[\"echo\"]",
      })
  void forbiddenPacketBeforeConnectClosesTheConnection(String packet) {
    start();
    try (var good = client();
        var bad = client()) {
      good.connect("");
      bad.send(packet);
      bad.sendLate("2[\"echo\"]");
      bad.awaitClose();
      assertAlive(good);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0", // already connected
        "2{}",
        "2[]",
        "2[{}]",
        "2[\"disconnect\"]",
        "2[\"echo\"",
        "2[\"echo\",\"\\ud8\"]",
        "511-[\"echo\"]",
        "7",
      })
  void forbiddenPacketAfterConnectClosesTheConnection(String packet) throws Exception {
    start();
    try (var good = client();
        var bad = client()) {
      good.connect("");
      bad.connect("");
      bad.send(packet);
      bad.awaitClose();
      assertThat(reason())
          .isIn(DisconnectReason.FORCED_CLOSE, DisconnectReason.FORCED_SERVER_CLOSE);
      assertAlive(good);
    }
  }

  @Test
  void textInPlaceOfAnAttachmentClosesTheConnection() throws Exception {
    start();
    try (var client = client()) {
      client.connect("");
      client.send("51-[\"echo\",{\"_placeholder\":true,\"num\":0}]");
      client.sendLate("2[\"echo\"]");
      client.awaitClose();
      assertThat(reason()).isEqualTo(DisconnectReason.FORCED_CLOSE);
    }
  }

  @Test
  void aClientThatConnectsToNothingIsClosed() {
    try (var impatient =
        SocketIoServer.builder()
            .port(0)
            .host("127.0.0.1")
            .broker("none")
            .connectTimeout(Duration.ofMillis(100))
            .build()
            .start()) {
      try (var client = new WireClient(impatient)) {
        client.awaitClose();
      }
    }
  }

  @Test
  void reasonsOfLeavingANamespaceAndOfALostConnectionDiffer() throws Exception {
    start();
    try (var polite = client();
        var rude = client()) {
      polite.connect("");
      rude.connect("");
      polite.send("1");
      assertThat(reason()).isEqualTo(DisconnectReason.CLIENT_NAMESPACE_DISCONNECT);
      rude.close();
      assertThat(reason()).isIn(DisconnectReason.TRANSPORT_CLOSE, DisconnectReason.TRANSPORT_ERROR);
      polite.connect("");
      assertAlive(polite);
    }
  }

  @Test
  void theServerDisconnectsASocketAndLatePacketsForItDoNoHarm() throws Exception {
    server.onConnection(socket -> socket.on("kick me", () -> socket.disconnect()));
    start();
    try (var client = client()) {
      client.connect("");
      client.send("2[\"kick me\"]");
      assertThat(client.text()).isEqualTo("1");
      assertThat(reason()).isEqualTo(DisconnectReason.SERVER_NAMESPACE_DISCONNECT);
      client.send("2[\"echo\"]");
      client.connect("");
      assertAlive(client);
    }
  }

  @Test
  void theServerClosesTheWholeConnection() throws Exception {
    server.of("/other").onConnection(socket -> socket.onDisconnect(reasons::add));
    server.onConnection(socket -> socket.on("close me", () -> socket.disconnect(true)));
    start();
    try (var client = client()) {
      client.connect("");
      client.connect("/other");
      client.send("2[\"close me\"]");
      client.awaitClose();
      assertThat(reason()).isEqualTo(DisconnectReason.SERVER_NAMESPACE_DISCONNECT);
      assertThat(reason()).isEqualTo(DisconnectReason.SERVER_NAMESPACE_DISCONNECT);
    }
  }

  /**
   * Includes a socket that has just connected; its disconnect handlers run after its connection
   * handlers.
   */
  @RepeatedTest(10)
  void closeOfTheServerDisconnectsEverySocket() throws Exception {
    start();
    try (var client = client()) {
      client.connect("");
      server.close();
      assertThat(reason()).isEqualTo(DisconnectReason.SERVER_SHUTTING_DOWN);
      client.awaitClose();
    }
  }
}
