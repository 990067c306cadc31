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
      try (Socket fresh = LightClient.newSocket(port)) {
        assertThat(get(fresh, "/readyz")).isEqualTo("CLOSING, cluster UP");
        assertThat(get(fresh, "/socket.io/?EIO=4&transport=polling"))
            .isEqualTo("{\"code\":4,\"message\":\"Server is shutting down\"}");
      }
      for (LightClient client : clients) {
        client.send(List.of("421[\"echo\",5]"));
        assertThat(client.next()).isEqualTo("431[5]");
      }
      assertThat(closed).isNotDone();
      closeClients();
      assertThat(closed).succeedsWithin(SOON);
      assertThatThrownBy(() -> LightClient.newSocket(port)).isInstanceOf(ConnectException.class);
    }
  }

  /** Each request of a polling client may use a new connection. */
  @Test
  void pollingClientsReconnectUntilTheirTurn() throws IOException {
    SocketIoServer server = start(Duration.ofDays(30));
    String path = "/socket.io/?EIO=4&transport=polling";
    try (Socket first = LightClient.newSocket(server.port())) {
      path += "&sid=" + get(first, path).replaceAll(".*\"sid\":\"([^\"]*)\".*", "$1");
      assertThat(post(first, path, "40")).isEqualTo("ok");
      assertThat(get(first, path)).startsWith("40{");
    }
    var closed = server.closeAsync().toCompletableFuture();
    try (Socket second = LightClient.newSocket(server.port())) {
      assertThat(post(second, path, "421[\"echo\",5]")).isEqualTo("ok");
      assertThat(get(second, path)).isEqualTo("431[5]");
      assertThat(post(second, path, "1")).isEqualTo("ok");
    }
    assertThat(closed).succeedsWithin(SOON);
  }

  /** The last packet of a WebSocket is a close frame with the code 1001, read as text. */
  @ParameterizedTest
  @CsvSource({"websocket, '\u0003\ufffd'", "polling, 1"})
  void everyClientLeavesInTime(String transport, String end) throws IOException {
    SocketIoServer server = start(Duration.ofMillis(300));
    connect(server.port(), transport);
    for (LightClient client : clients) {
      client.awaitsPackets(); // a client that polls late does not receive its last packet
    }
    var closed = server.closeAsync().toCompletableFuture();
    for (LightClient client : clients) {
      assertThat(client.next()).isEqualTo(end);
    }
    assertThat(closed).succeedsWithin(SOON);
  }

  @Test
  void healthChecksAreReadOnly() throws Exception {
    try (SocketIoServer server = start(Duration.ZERO);
        Socket connection = LightClient.newSocket(server.port())) {
      assertThat(post(connection, "/healthz", "")).isEqualTo("GET and HEAD only");
      assertThat(get(connection, "/healthz")).isEqualTo("STARTED");
    }
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

  private static String post(Socket connection, String path, String body) throws IOException {
    String head = "POST " + path + " HTTP/1.1\r\nhost: localhost\r\n";
    String length = "content-length: " + body.length() + "\r\n\r\n";
    connection.getOutputStream().write(LightClient.latin(head + length + body));
    return LightClient.answer(LightClient.input(connection));
  }

  private static String get(Socket connection, String path) throws IOException {
    connection
        .getOutputStream()
        .write(LightClient.latin("GET " + path + " HTTP/1.1\r\nhost: localhost\r\n\r\n"));
    return LightClient.answer(LightClient.input(connection));
  }
}
