package io.sidecast;

import static org.assertj.core.api.Assertions.assertThat;

import io.socket.client.IO;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * All packets that the server emits before it disconnects a client arrive, and the client does not
 * reconnect. The official Java client connects over polling, over WebSocket and during the upgrade.
 */
@Tag("slow")
class LastWordTest {

  private static final int COUNT = 50;

  private static final SocketIoServer server =
      SocketIoServer.builder().port(0).host("127.0.0.1").broker("none").build();

  private static final AtomicInteger connections = new AtomicInteger();

  /** A client that reconnects within milliseconds, unless the server has disconnected it. */
  private static final class Guest implements AutoCloseable {
    private final List<Object> received = new ArrayList<>();
    private final CompletableFuture<String> gone = new CompletableFuture<>();
    private final LinkedBlockingQueue<String> errors = new LinkedBlockingQueue<>();
    private final io.socket.client.Socket socket;

    Guest(String transports, String namespace) {
      var options =
          IO.Options.builder()
              .setForceNew(true)
              .setReconnectionDelay(1)
              .setTransports(transports.split(","))
              .build();
      socket = IO.socket(URI.create("http://127.0.0.1:" + server.port() + namespace), options);
      socket.on("msg", args -> received.add(args[0]));
      socket.on("disconnect", args -> gone.complete((String) args[0]));
      socket.on("connect_error", args -> errors.add(String.valueOf(args[0])));
    }

    /** Connects, and then runs an action at once: the upgrade may still be running. */
    Guest connect(Consumer<io.socket.client.Socket> then) {
      socket.on("connect", args -> then.accept(socket));
      socket.connect();
      return this;
    }

    void assertReceivedEverything() throws Exception {
      assertThat(gone.get(20, TimeUnit.SECONDS)).isEqualTo("io server disconnect");
      assertThat(received).isEqualTo(IntStream.range(0, COUNT).boxed().toList());
      assertThat(errors).isEmpty();
    }

    @Override
    public void close() {
      socket.close();
    }
  }

  @BeforeAll
  static void start() {
    server.onConnection(
        socket -> {
          connections.incrementAndGet();
          socket.on("echo", (args, ack) -> ack.send(args.all().toArray()));
          socket.on("kick", () -> sayAndDisconnect(socket));
          socket.on("kickAll", () -> sayAndDisconnectRoom(socket));
        });
    server.of("/other");
    server.of("/at-once").onConnection(LastWordTest::sayAndDisconnect);
    server.start();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static void sayAndDisconnect(io.sidecast.socket.Socket socket) {
    for (int i = 0; i < COUNT; i++) {
      socket.emit("msg", i);
    }
    socket.disconnect(true);
  }

  private static void sayAndDisconnectRoom(io.sidecast.socket.Socket socket) {
    for (int i = 0; i < COUNT; i++) {
      server.to(socket.id()).emit("msg", i);
    }
    server.in(socket.id()).disconnectSockets(true);
  }

  /** Checks that no client reconnected, after a later client has made several round trips. */
  private static void assertNoClientReconnected(int expected) throws Exception {
    try (var last = new Guest("polling", "/").connect(socket -> {})) {
      for (int i = 0; i < 3; i++) {
        var echoed = new CompletableFuture<Object>();
        last.socket.emit("echo", new Object[] {i}, args -> echoed.complete(args[0]));
        assertThat(echoed.get(20, TimeUnit.SECONDS)).isEqualTo(i);
      }
    }
    assertThat(connections).hasValue(expected + 1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"polling", "websocket", "polling,websocket"})
  void kickedClientGetsEverythingAndStaysAway(String transports) throws Exception {
    int before = connections.get();
    for (int round = 0; round < 10; round++) {
      String how = round % 2 == 0 ? "kick" : "kickAll";
      try (var guest = new Guest(transports, "/").connect(socket -> socket.emit(how))) {
        guest.assertReceivedEverything();
        assertNoClientReconnected(before + 1);
        before += 2;
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"polling", "websocket", "polling,websocket"})
  void clientThatIsDisconnectedOnConnectionGetsEverything(String transports) throws Exception {
    for (int round = 0; round < 10; round++) {
      var connects = new AtomicInteger();
      try (var guest =
          new Guest(transports, "/at-once").connect(socket -> connects.incrementAndGet())) {
        guest.assertReceivedEverything();
        assertNoClientReconnected(connections.get());
        assertThat(connects).hasValue(1);
      }
    }
  }

  /** The server also disconnects the sockets of the connection in other namespaces. */
  @ParameterizedTest
  @ValueSource(strings = {"polling", "websocket"})
  void everySocketOfTheConnectionReceivesTheReason(String transport) throws Exception {
    var manager =
        new io.socket.client.Manager(
            URI.create("http://127.0.0.1:" + server.port()),
            IO.Options.builder().setTransports(new String[] {transport}).build());
    var ends = new LinkedBlockingQueue<String>();
    var other = manager.socket("/other");
    var root = manager.socket("/");
    for (var socket : List.of(other, root)) {
      socket.on("disconnect", args -> ends.add((String) args[0]));
    }
    other.on("connect", args -> root.connect());
    root.on("connect", args -> root.emit("kick"));
    other.connect();
    assertThat(ends.poll(20, TimeUnit.SECONDS)).isEqualTo("io server disconnect");
    assertThat(ends.poll(20, TimeUnit.SECONDS)).isEqualTo("io server disconnect");
    Awaitility.await("the session is forgotten")
        .atMost(Duration.ofSeconds(15))
        .until(() -> server.load().sessions() == 0);
  }
}
