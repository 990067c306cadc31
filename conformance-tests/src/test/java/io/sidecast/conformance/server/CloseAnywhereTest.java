package io.sidecast.conformance.server;

import static io.sidecast.conformance.server.LocalCluster.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.sidecast.LifecycleState;
import io.sidecast.SocketIoServer;
import io.sidecast.conformance.SharedMemoryProvider;
import io.sidecast.conformance.TestClient;
import io.sidecast.socket.Socket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A server that is closed by its own callbacks, in a cluster of two. Confined to the test thread.
 */
@Timeout(120)
@Tag("slow")
class CloseAnywhereTest {

  private final LocalCluster cluster = new LocalCluster(SharedMemoryProvider.DIRECT);
  private final Census before = Census.now();
  private final SocketIoServer server = cluster.server(UnaryOperator.identity());
  private final SocketIoServer other = cluster.server(UnaryOperator.identity());
  private final CompletableFuture<Boolean> returned = new CompletableFuture<>();

  @BeforeEach
  void startTheOther() {
    other.start();
  }

  @AfterEach
  void close() throws Exception {
    cluster.close();
  }

  /**
   * Closes the server from a callback. {@code returned} completes with false if the close has
   * interrupted its caller.
   */
  private void closeHere() {
    server.close();
    returned.complete(!Thread.currentThread().isInterrupted());
  }

  private void itWasClosed() {
    assertThat(get(returned)).as("not interrupted").isTrue();
    get(server.closeAsync());
    server.close();
    assertThat(server.state()).isEqualTo(LifecycleState.CLOSED);
    other.close();
    before.awaitNothingMore();
  }

  @ParameterizedTest
  @ValueSource(strings = {"websocket", "polling"})
  void inAnEventHandler(String transport) throws Exception {
    var goOn = new CompletableFuture<Void>();
    var left = new CompletableFuture<Object>();
    server.onConnection(
        socket -> {
          socket.on(
              "close",
              () -> {
                closeHere();
                goOn.get(TestClient.MAX_WAIT_SECONDS, TimeUnit.SECONDS);
              });
          socket.onDisconnect(left::complete);
        });
    server.start();
    var unused = cluster.client(server, transport).start("close");
    assertThat(get(returned)).isTrue();
    assertThat(left).as("the disconnect handler runs after the event handler").isNotDone();
    goOn.complete(null);
    get(left);
    itWasClosed();
  }

  @ParameterizedTest
  @ValueSource(strings = {"websocket", "polling"})
  void inADisconnectHandler(String transport) {
    server.onConnection(socket -> socket.onDisconnect(reason -> closeHere()));
    server.start();
    cluster.client(server, transport).close();
    itWasClosed();
  }

  @ParameterizedTest
  @ValueSource(strings = {"websocket", "polling"})
  void inAnAckCallback(String transport) {
    server.start();
    cluster.client(server, transport);
    Socket socket = server.sockets().iterator().next();
    socket.emitWithAck("ask", 1).thenAccept(answer -> closeHere());
    itWasClosed();
  }

  @ParameterizedTest
  @ValueSource(strings = {"websocket", "polling"})
  void inAMiddleware(String transport) {
    server.use(
        socket -> {
          closeHere();
        });
    server.start();
    try (var client = TestClient.connect("http://127.0.0.1:" + server.port(), transport)) {
      itWasClosed();
    }
  }

  @Test
  void inANodeEventHandler() {
    server.onNodeJoined(node -> closeHere());
    var unused = server.startAsync(); // the other node is present, so the close may overtake this
    // start
    itWasClosed();
  }

  @Test
  void inAServerSideEventHandler() {
    server.onServerSideEmit("close", args -> closeHere());
    server.start();
    cluster.awaitNodes(2);
    get(other.serverSideEmit("close"));
    itWasClosed();
  }
}
