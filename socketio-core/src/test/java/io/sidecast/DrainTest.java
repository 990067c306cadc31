package io.sidecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A server that lets its clients go over a time. */
class DrainTest {

  private static final int CLIENTS = 20;
  private static final Duration SOON = Duration.ofSeconds(20);

  private final List<LightClient> clients = new ArrayList<>();

  @AfterEach
  void closeClients() throws IOException {
    for (LightClient client : clients) {
      client.close();
    }
  }

  /** The drain is so long that no client leaves during the test, except by itself. */
  @Test
  void clientsAreServedUntilTheirTurn() throws IOException {
    SocketIoServer server = start(Duration.ofDays(30));
    int port = server.port();
    connect(port, "websocket");
    try (Socket health = LightClient.newSocket(port)) {
      assertThat(get(health, "/readyz")).isEqualTo("STARTED, cluster UP");
      var closed = server.closeAsync().toCompletableFuture();
      assertThat(get(health, "/readyz")).isEqualTo("CLOSING, cluster UP");
      assertThat(get(health, "/healthz")).isEqualTo("CLOSING");
      assertThatThrownBy(() -> LightClient.newSocket(port)).isInstanceOf(ConnectException.class);
      for (LightClient client : clients) {
        client.send(List.of("421[\"echo\",5]"));
        assertThat(client.next()).isEqualTo("431[5]");
      }
      assertThat(closed).isNotDone();
      closeClients();
      assertThat(closed).succeedsWithin(SOON);
    }
  }

  /** The last packet of a WebSocket is a close frame with the code 1001, read as text. */
  @ParameterizedTest
  @CsvSource({"websocket, '\u0003\ufffd'", "polling, 1"})
  void everyClientLeavesInTime(String transport, String end) throws IOException {
    SocketIoServer server = start(Duration.ofMillis(300));
    connect(server.port(), transport);
    var closed = server.closeAsync().toCompletableFuture();
    for (LightClient client : clients) {
      assertThat(client.next()).isEqualTo(end);
    }
    assertThat(closed).succeedsWithin(SOON);
  }

  private static SocketIoServer start(Duration drain) {
    SocketIoServer server =
        SocketIoServer.builder()
            .host("127.0.0.1")
            .port(0)
            .broker("none")
            .drainTime(drain)
            .healthRoutes()
            .build();
    server.onConnection(socket -> socket.on("echo", (args, ack) -> ack.send(args.all().toArray())));
    return server.start();
  }

  private void connect(int port, String transport) throws IOException {
    for (int i = 0; i < CLIENTS; i++) {
      clients.add(LightClient.connect(port, transport));
    }
  }

  private static String get(Socket connection, String path) throws IOException {
    connection
        .getOutputStream()
        .write(LightClient.latin("GET " + path + " HTTP/1.1\r\nhost: localhost\r\n\r\n"));
    return LightClient.answer(LightClient.input(connection));
  }
}
