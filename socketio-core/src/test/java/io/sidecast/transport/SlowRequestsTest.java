package io.sidecast.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sidecast.connection.DisconnectReason;
import io.sidecast.engine.EngineSettings;
import io.sidecast.transport.http.HttpSettings;
import io.sidecast.transport.http.HttpSettings.Timeouts;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Clients that send a TLS handshake, a head or a body slowly. Only the deadline under test is
 * short; each trickling byte arrives well before the next deadline would.
 */
@ExtendWith(LeakDetection.class)
@Tag("slow")
class SlowRequestsTest {

  private static final Duration SHORT = Duration.ofMillis(200);
  private static final Duration LONG = Duration.ofMinutes(10);
  private static final Timeouts PATIENT = new Timeouts(LONG, LONG, LONG);

  private final RefusalLogLines lines = new RefusalLogLines();
  private TestServer server;

  @AfterEach
  void stop() {
    lines.close();
    if (server != null) {
      server.close();
    }
  }

  private void serve(Timeouts timeouts, Duration body) {
    serve(timeouts, body, TestServer.local());
  }

  private void serve(Timeouts timeouts, Duration body, TransportSettings settings) {
    var http = HttpSettings.DEFAULT.withTimeouts(timeouts);
    server =
        TestServer.start(
            (EngineSettings.Builder builder) -> builder.requestBodyTimeout(body),
            settings.withHttp(http));
  }

  /** Sends a byte at a time until the server responds or closes the connection. */
  private static void trickle(Socket socket, String bytes) {
    var next = new int[1];
    Await.until(
        "a response or the end",
        () -> {
          try {
            socket.getOutputStream().write(bytes.charAt(next[0]++ % bytes.length()));
            return socket.getInputStream().available() > 0;
          } catch (IOException closed) {
            return true;
          }
        });
  }

  private static void assertTimeout(RawClient client) throws IOException {
    var answer = client.answer();
    assertThat(answer.status()).isEqualTo(408);
    assertThat(answer.body()).isEqualTo("request timeout");
    assertThat(answer.head()).containsIgnoringCase("connection: close");
    assertThat(client.isEnded()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"G", "GET / HTTP/1.1\r\nHo", "GET / HTTP/1.1\r\nHost: a\r\n", "\r\n"})
  void headThatStops(String begun) throws Exception {
    serve(PATIENT.withHead(SHORT), LONG);
    try (var client = new RawClient(server)) {
      client.send(begun);
      assertTimeout(client);
      assertThat(lines.next()).startsWith("INFO refused: request timeout: /127.0.0.1");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "\n"})
  void headThatTrickles(String bytes) throws Exception {
    serve(PATIENT.withHead(SHORT), LONG);
    try (var client = new RawClient(server)) {
      client.send(bytes.isBlank() ? "" : "GET / HTTP/1.1\r\nX: ");
      trickle(client.socket, bytes);
      assertTimeout(client);
    }
  }

  @Test
  void secondHeadThatTrickles() throws Exception {
    serve(PATIENT.withHead(SHORT), LONG);
    try (var client = new RawClient(server)) {
      client.send(RawClient.get("/none"));
      assertThat(client.answer().status()).isEqualTo(404);
      client.send("GET / HTTP/1.1\r\nX: ");
      trickle(client.socket, "x");
      assertTimeout(client);
    }
  }

  @Test
  void timeBetweenTwoRequestsIsNotTimeOfAHead() throws Exception {
    serve(PATIENT.withHead(SHORT), LONG);
    try (var idle = new RawClient(server)) {
      idle.send(RawClient.get("/none"));
      assertThat(idle.answer().status()).isEqualTo(404);
      headExpiresOnAnotherConnection();
      idle.send(RawClient.get("/none"));
      assertThat(idle.answer().status()).isEqualTo(404);
    }
  }

  private void headExpiresOnAnotherConnection() throws IOException {
    try (var other = new RawClient(server)) {
      other.send("G");
      assertTimeout(other);
    }
  }

  @Test
  void headThatTricklesOverTls(@TempDir Path folder) throws Exception {
    var certificate = TestCertificate.in(folder);
    var tls = TestServer.local().withTls(certificate.tls());
    serve(PATIENT.withHead(SHORT), LONG, tls);
    var sockets = certificate.trusted().getSocketFactory();
    try (var idle = (SSLSocket) sockets.createSocket("127.0.0.1", server.port());
        var slow = (SSLSocket) sockets.createSocket("127.0.0.1", server.port())) {
      idle.startHandshake();
      slow.startHandshake();
      slow.getOutputStream().write("GET / HTTP/1.1\r\nX: ".getBytes(StandardCharsets.US_ASCII));
      trickle(slow, "x");
      assertThat(lines.next()).startsWith("INFO refused: request timeout: /127.0.0.1");
      idle.getOutputStream().write(RawClient.get("/none").getBytes(StandardCharsets.US_ASCII));
      assertThat(new String(idle.getInputStream().readNBytes(12), StandardCharsets.US_ASCII))
          .isEqualTo("HTTP/1.1 404");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\u0016", "\u0016\u0003\u0001\u0002\u0000\u0001"})
  void tlsHandshakeThatStops(String begun, @TempDir Path folder) throws Exception {
    var tls = TestServer.local().withTls(TestCertificate.in(folder).tls());
    serve(PATIENT.withTlsHandshake(SHORT), LONG, tls);
    try (var client = new RawClient(server)) {
      client.send(begun);
      assertThat(client.isEnded()).isTrue();
      assertThat(lines.next()).startsWith("INFO refused: TLS handshake: /127.0.0.1");
    }
  }

  @Test
  void tlsHandshakeThatTrickles(@TempDir Path folder) throws Exception {
    var tls = TestServer.local().withTls(TestCertificate.in(folder).tls());
    serve(PATIENT.withTlsHandshake(SHORT), LONG, tls);
    try (var client = new RawClient(server)) {
      client.send("\u0016\u0003\u0001?\u0000\u0001\u0000");
      trickle(client.socket, "\u0000");
      assertThat(lines.next()).startsWith("INFO refused: TLS handshake: /127.0.0.1");
    }
  }

  private static String post(String path) {
    return "POST " + path + " HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n";
  }

  @Test
  void bodyOfASessionThatTrickles() throws Exception {
    serve(PATIENT, SHORT);
    String path = server.openPolling();
    EchoHandler handler = server.accepted();
    try (var client = new RawClient(server)) {
      client.send(post(path));
      trickle(client.socket, "4");
      assertThat(client.answer().status()).isEqualTo(408);
      assertThat(client.isEnded()).isTrue();
    }
    assertThat(handler.closeReason()).isEqualTo(DisconnectReason.TRANSPORT_ERROR);
    assertThat(handler.received).isEmpty();
  }

  /** The response is sent at once, and the connection ends with the body's time. */
  @ParameterizedTest
  @ValueSource(strings = {"/none", TestServer.POLLING, TestServer.POLLING + "&sid=none"})
  void discardedBodyThatStops(String path) throws Exception {
    serve(PATIENT, SHORT);
    try (var client = new RawClient(server)) {
      client.send(post(path) + "4");
      assertThat(client.answer().status()).isIn(400, 404);
      assertThat(client.isEnded()).isTrue();
    }
  }

  @Test
  void bodyOfAnUpgradeThatTrickles() throws Exception {
    serve(PATIENT, SHORT);
    try (var client = new RawClient(server)) {
      String upgrade = RawClient.upgrade(TestServer.WEBSOCKET);
      client.send(upgrade.replace("Host:", "Content-Length: 100000\r\nHost:"));
      trickle(client.socket, "x");
      assertTimeout(client);
    }
  }

  @Test
  void timesOutOfRangeAreRefused() {
    assertThatThrownBy(() -> PATIENT.withIdle(Duration.ZERO)).hasMessageContaining("idleTimeout");
    assertThatThrownBy(() -> PATIENT.withHead(Duration.ofDays(366)))
        .hasMessageContaining("requestHeadTimeout must be 1 millisecond to 365 days");
    assertThatThrownBy(() -> PATIENT.withTlsHandshake(Duration.ofNanos(1)))
        .hasMessageContaining("tlsHandshakeTimeout");
  }
}
