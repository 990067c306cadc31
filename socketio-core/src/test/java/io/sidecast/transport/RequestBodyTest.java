package io.sidecast.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sidecast.connection.DisconnectReason;
import io.sidecast.engine.EngineSettings;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The limits of the bodies of POST requests, and bodies in pieces. */
@ExtendWith(LeakDetection.class)
class RequestBodyTest {

  private static String head(String path, String bodyField) {
    return "POST " + path + " HTTP/1.1\r\nHost: test\r\n" + bodyField + "\r\n\r\n";
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "4", "4hell"})
  void bodyThatTricklesIsRefused(String begun) throws Exception {
    try (var server =
            TestServer.start(settings -> settings.requestBodyTimeout(Duration.ofMillis(200)));
        var client = new RawClient(server);
        var polling = new RawClient(server)) {
      String path = server.openPolling();
      var handler = server.accepted();
      polling.send(RawClient.get(path));
      Await.untilPolling(handler);
      client.send(head(path, "Content-Length: 6") + begun);

      assertThat(client.answer().status()).isEqualTo(408);
      assertThat(client.isEnded()).isTrue();
      assertThat(handler.closeReason()).isEqualTo(DisconnectReason.TRANSPORT_ERROR);
      assertThat(handler.received).isEmpty();
      assertThat(polling.answer().body()).isEqualTo("1");
      assertThat(server.get(path).statusCode()).isEqualTo(400);
    }
  }

  /** The incomplete body follows a poll, whose response is sent late. */
  @Test
  void pipelinedBodyThatNeverComesIsRefused() throws Exception {
    try (var server =
            TestServer.start(settings -> settings.requestBodyTimeout(Duration.ofMillis(200)));
        var client = new RawClient(server)) {
      String path = server.openPolling();
      var handler = server.accepted();
      client.send(RawClient.get(path) + head(path, "Content-Length: 6"));
      Await.untilPolling(handler);
      handler.send("answer");
      assertThat(client.answer().body()).isEqualTo("4answer");
      assertThat(client.answer().status()).isEqualTo(408);
      assertThat(handler.closeReason()).isEqualTo(DisconnectReason.TRANSPORT_ERROR);
    }
  }

  /** The session stays open, because each complete body cancels its deadline. */
  @Test
  void bodiesInPiecesAreTakenInTime() throws Exception {
    try (var server =
            TestServer.start(settings -> settings.requestBodyTimeout(Duration.ofSeconds(10)));
        var client = new RawClient(server)) {
      String path = server.openPolling();
      for (int i = 0; i < 20; i++) {
        client.send(head(path, "Transfer-Encoding: chunked"));
        client.send("2\r\n4h\r\n");
        client.send("4\r\nello\r\n");
        client.send("0\r\n\r\n");
        assertThat(client.answer().body()).isEqualTo("ok");
        assertThat(server.poll(path)).isEqualTo("4hello");
      }
    }
  }

  @Test
  void bodyOfTooManyChunksIsRefused() throws Exception {
    try (var server = TestServer.start(settings -> settings.maxBodyChunks(100));
        var client = new RawClient(server)) {
      String path = server.openPolling();
      var handler = server.accepted();
      client.send(
          head(path, "Transfer-Encoding: chunked") + "1\r\n4\r\n" + "1\r\nx\r\n".repeat(100));
      assertThat(client.answer().status()).isEqualTo(413);
      assertThat(handler.closeReason()).isEqualTo(DisconnectReason.TRANSPORT_ERROR);
      assertThat(server.get(path).statusCode()).isEqualTo(400);
    }
  }

  @Test
  void bodyOfAsManyChunksAsAllowedIsTaken() throws Exception {
    try (var server = TestServer.start(settings -> settings.maxBodyChunks(100));
        var client = new RawClient(server)) {
      String path = server.openPolling();
      String chunks = "1\r\n4\r\n" + "1\r\nx\r\n".repeat(99) + "0\r\n\r\n";
      client.send(head(path, "Transfer-Encoding: chunked") + chunks);
      assertThat(client.answer().body()).isEqualTo("ok");
      assertThat(server.poll(path)).isEqualTo("4" + "x".repeat(99));
    }
  }

  /** The codec passes the body on in pieces of 8 KiB. */
  @Test
  void largeBodyIsNoBodyOfManyChunks() throws Exception {
    try (var server = TestServer.start(settings -> settings.maxBodyChunks(60))) {
      String path = server.openPolling();
      String body = "4" + "x".repeat(900_000);
      assertThat(server.post(path, body).body()).isEqualTo("ok");
      assertThat(server.poll(path)).isEqualTo(body);
    }
  }

  @Test
  void limitsThatCannotWorkAreRefused() {
    var settings = EngineSettings.builder();
    assertThatThrownBy(() -> settings.requestBodyTimeout(Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("requestBodyTimeout");
    assertThatThrownBy(() -> settings.maxBodyChunks(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("maxBodyChunks");
  }
}
