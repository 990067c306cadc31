package io.sidecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sidecast.socket.Socket;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Loops on the server that send at the speed of their client, over both transports. */
@Tag("slow")
class PacingTest {

  private static final int PIECES = 192;
  private static final String PIECE = "x".repeat(256 * 1024);

  /** More than the operating system buffers for a client that does not read. */
  private static final String HEAD = "x".repeat(12 << 20);

  /** The number of pieces that the client reads one by one, each while the loop waits. */
  private static final int SLOW_PIECES = 16;

  /** The stage on which the loop waits. */
  private volatile CompletableFuture<Void> writable = CompletableFuture.completedFuture(null);

  private final LinkedBlockingQueue<Socket> sockets = new LinkedBlockingQueue<>();
  private SocketIoServer server;

  @BeforeEach
  void start() {
    server = start(16 << 20);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  /** Starts a server with a long ping interval, because the clients send no pongs. */
  private SocketIoServer start(long maxBufferedBytes) {
    var created =
        SocketIoServer.builder()
            .port(0)
            .host("127.0.0.1")
            .broker("none")
            .pingInterval(Duration.ofMinutes(10))
            .maxBufferedBytes(maxBufferedBytes)
            .build();
    created.onConnection(sockets::add);
    return created.start();
  }

  private Socket accepted() throws InterruptedException {
    Socket socket = sockets.poll(20, TimeUnit.SECONDS);
    assertThat(socket).isNotNull();
    return socket;
  }

  private static boolean isWritable(Socket socket) {
    return socket.whenWritable().toCompletableFuture().isDone();
  }

  private static void await(String fact, BooleanSupplier isTrue) {
    Awaitility.await(fact)
        .atMost(Duration.ofSeconds(20))
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(2))
        .until(isTrue::getAsBoolean);
  }

  @ParameterizedTest
  @ValueSource(strings = {"polling", "websocket"})
  void aLargeFileReachesAClientThatReadsSlowlyAtFirst(String transport) throws Exception {
    try (var client = LightClient.connect(server.port(), transport)) {
      Socket socket = accepted();
      var sent = CompletableFuture.runAsync(() -> sendPaced(socket), WireClient.THREADS);
      awaitThatItWaits(sent);
      assertThat(client.next().length()).isEqualTo("42[\"head\",\"\"]".length() + HEAD.length());
      int next = 0;
      while (next < PIECES) {
        if (next < SLOW_PIECES) {
          awaitThatItWaits(sent);
        }
        next = readPieces(client, next);
      }
      assertThat(sent).succeedsWithin(Duration.ofSeconds(20));
      assertThat(socket.isConnected()).isTrue();
    }
  }

  private void sendPaced(Socket socket) {
    socket.emit("head", HEAD);
    for (int i = 0; i < PIECES; i++) {
      socket.emit("piece", i, PIECE);
      writable = socket.whenWritable().toCompletableFuture();
      writable.join();
    }
  }

  private void awaitThatItWaits(CompletableFuture<Void> sent) {
    await("the loop waits", () -> sent.isDone() || !writable.isDone());
  }

  /** Reads one WebSocket message, or the response to one poll, which contains several. */
  private static int readPieces(LightClient client, int first) throws IOException {
    int next = first;
    for (String packet : client.next().split("\u001e", 0)) {
      assertThat(packet.equals("42[\"piece\"," + next + ",\"" + PIECE + "\"]"))
          .as("piece %s, and not %.40s", next, packet)
          .isTrue();
      next++;
    }
    return next;
  }

  @ParameterizedTest
  @ValueSource(strings = {"polling", "websocket"})
  void aStageOnAnIdleClientIsComplete(String transport) throws Exception {
    try (var client = LightClient.connect(server.port(), transport)) {
      Socket socket = accepted();
      assertThat(isWritable(socket)).isTrue();
      socket.emit("piece", 0, PIECE);
      assertThat(readPieces(client, 0)).isEqualTo(1);
      await("it is idle again", () -> isWritable(socket));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "polling,namespace",
    "polling,server",
    "websocket,reset",
    "websocket,namespace",
    "websocket,server"
  })
  void aStageThatWaitsFailsWithTheEndOfTheSocket(String transport, String end) throws Exception {
    server.close();
    server = start(128 << 20);
    try (var client = LightClient.connect(server.port(), transport)) {
      Socket socket = accepted();
      for (int i = 0; i < PIECES; i++) {
        socket.emit("piece", i, PIECE); // much more than the operating system buffers
      }
      var stage = socket.whenWritable().toCompletableFuture();
      assertThat(stage).isNotDone();
      switch (end) {
        case "reset" -> client.reset();
        case "namespace" -> client.send(List.of("41"));
        default -> socket.disconnect();
      }
      assertDisconnected(stage.orTimeout(20, TimeUnit.SECONDS));
      assertDisconnected(socket.whenWritable().toCompletableFuture());
    }
  }

  private static void assertDisconnected(CompletableFuture<Void> stage) {
    assertThatThrownBy(stage::join)
        .isInstanceOf(CompletionException.class)
        .cause()
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContainingAll("socket ", " is disconnected and accepts no more events");
  }
}
