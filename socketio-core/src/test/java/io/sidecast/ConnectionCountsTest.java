package io.sidecast;

import static org.assertj.core.api.Assertions.assertThat;

import io.sidecast.connection.DisconnectReason;
import io.sidecast.http.HandshakeError;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The counts of connections by transport, by the reason of their end, and of refused requests. */
class ConnectionCountsTest {

  private final SocketIoServer server =
      SocketIoServer.builder().port(0).host("127.0.0.1").broker("none").build().start();

  @AfterEach
  void close() {
    server.close();
  }

  @ParameterizedTest
  @CsvSource({"polling, 0", "websocket, 1"})
  void connectionsAreCountedByTransportAndReason(String transport, int webSockets)
      throws Exception {
    try (var client = LightClient.connect(server.port(), transport)) {
      client.fence();
      assertThat(server.load().sessions()).isEqualTo(1);
      assertThat(server.load().webSockets()).isEqualTo(webSockets);
      assertThat(server.stats().connections()).isEqualTo(1);
      client.send(List.of("1"));
    }
    Awaitility.await().until(() -> server.load().sessions() == 0);
    var closed = server.stats().disconnects();
    assertThat(closed).containsOnlyKeys(DisconnectReason.values());
    assertThat(closed.values().stream().mapToLong(Long::longValue).sum()).isEqualTo(1);
    assertThat(closed.get(DisconnectReason.TRANSPORT_CLOSE)).isEqualTo(1);
    assertThat(server.load().webSockets()).isZero();
  }

  @Test
  void refusedRequestsAreCountedByTheirError() throws Exception {
    var request =
        HttpRequest.newBuilder(
            URI.create(
                "http://127.0.0.1:%d/socket.io/?EIO=4&transport=polling&sid=unknown"
                    .formatted(server.port())));
    var response = HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofString());
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(server.stats().refusedRequests())
        .containsOnlyKeys(HandshakeError.values())
        .containsEntry(HandshakeError.UNKNOWN_SESSION, 1L)
        .containsEntry(HandshakeError.BAD_REQUEST, 0L);
  }
}
