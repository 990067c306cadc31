package io.sidecast.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sidecast.connection.DisconnectReason;
import io.sidecast.transport.http.HttpSettings;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Heads and bodies that exceed the limits, and requests that are not HTTP/1.1. */
@ExtendWith(LeakDetection.class)
class RequestLimitsTest {

  private TestServer server;
  private RefusalLogLines lines;

  @BeforeEach
  void start() {
    server = TestServer.start();
    lines = new RefusalLogLines();
  }

  @AfterEach
  void stop() {
    lines.close();
    server.close();
  }

  /** Expects a response and a log line with the reason, and the end of the connection. */
  private void assertRefused(TestServer asked, String request, int status, String why)
      throws Exception {
    try (var client = new RawClient(asked)) {
      client.send(request);
      var answer = client.answer();
      assertThat(answer.status()).isEqualTo(status);
      assertThat(answer.body()).contains(why);
      assertThat(answer.head()).containsIgnoringCase("connection: close");
      assertThat(client.isEnded()).isTrue();
    }
    assertThat(lines.next()).startsWith("INFO refused: ").contains(why).doesNotContain("xxxxxxxx");
  }

  private static String line(int length) {
    String rest = "&x= HTTP/1.1\r\n";
    int more = length - ("GET " + TestServer.POLLING + rest).length();
    return "GET " + TestServer.POLLING + "&x=" + "x".repeat(more) + " HTTP/1.1\r\n";
  }

  @Test
  void headsOfSixteenKibibytesAreTaken() throws Exception {
    try (var client = new RawClient(server)) {
      client.send(line(9_000) + "Host: test\r\n\r\n");
      assertThat(client.answer().status()).isEqualTo(200);
      client.send(line(16_300) + "Host: test\r\n\r\n");
      assertThat(client.answer().status()).isEqualTo(200);
      client.send(RawClient.get(TestServer.POLLING).replace("test", "x".repeat(16_000)));
      assertThat(client.answer().status()).isEqualTo(200);
    }
  }

  @Test
  void longerLinesAreRefused() throws Exception {
    assertRefused(server, line(17_000) + "Host: test\r\n\r\n", 414, "request line");
  }

  @Test
  void largerHeadsAreRefused() throws Exception {
    String many =
        IntStream.range(0, 3000).mapToObj(i -> "x" + i + ": 1\r\n").collect(Collectors.joining());
    assertRefused(
        server, "GET / HTTP/1.1\r\nHost: a\r\nX: " + "x".repeat(20_000) + "\r\n\r\n", 431, "head");
    try (var second = TestServer.start();
        var third = TestServer.start()) {
      assertRefused(second, "GET / HTTP/1.1\r\nHost: a\r\n" + many + "\r\n", 431, "head");
      String sum = line(8_500) + "Host: a\r\nX: " + "x".repeat(8_500) + "\r\n\r\n";
      assertRefused(third, sum, 431, "head");
    }
  }

  @Test
  void theLimitIsASetting() throws Exception {
    var http = HttpSettings.DEFAULT.withMaxHeaderSize(2_000);
    try (var strict = TestServer.start(builder -> builder, TestServer.local().withHttp(http))) {
      assertRefused(strict, line(2_500) + "\r\n", 414, "request line");
      assertRefused(
          strict, line(1_500) + "Host: a\r\nX: " + "x".repeat(600) + "\r\n\r\n", 431, "head");
    }
    var generous = HttpSettings.DEFAULT.withMaxHeaderSize(100_000);
    try (var wide = TestServer.start(builder -> builder, TestServer.local().withHttp(generous));
        var client = new RawClient(wide)) {
      client.send(line(60_000) + "Host: a\r\nX: " + "x".repeat(30_000) + "\r\n\r\n");
      assertThat(client.answer().status()).isEqualTo(200);
    }
    assertThatThrownBy(() -> HttpSettings.DEFAULT.withMaxHeaderSize(1023))
        .hasMessageContaining("1024");
  }

  private String chunked(String path, String chunks) {
    return "POST " + path + " HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks;
  }

  @Test
  void chunksBeyondTheLimitsEndTheSession() throws Exception {
    String extension = "5;x=" + "x".repeat(17_000) + "\r\n4abcd\r\n0\r\n\r\n";
    String trailer = "5\r\n4abcd\r\n0\r\nX: " + "x".repeat(17_000) + "\r\n\r\n";
    String malformed = "zz\r\n";
    assertBodyRefused(extension, 413, "extensions of a chunk");
    assertBodyRefused(trailer, 431, "trailer");
    assertBodyRefused(malformed, 400, "malformed body");
  }

  private void assertBodyRefused(String chunks, int status, String why) throws Exception {
    String path = server.openPolling();
    EchoHandler handler = server.accepted();
    assertRefused(server, chunked(path, chunks), status, why);
    assertThat(handler.closeReason()).isEqualTo(DisconnectReason.TRANSPORT_ERROR);
    assertThat(handler.received).isEmpty();
  }

  @Test
  void otherVersionsAreRefused() throws Exception {
    assertRefused(server, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505, "HTTP/1.1 only");
  }

  @Test
  void malformedRequestsAreRefused() throws Exception {
    assertRefused(server, "xxxxxxxx xxxxxxxx\r\n\r\n", 400, "malformed HTTP request");
  }

  @Test
  void tlsOnAPlainPortGetsAClearError() throws Exception {
    assertRefused(server, "\u0016\u0003\u0001\u0002\u0000\u0001", 400, "use http or ws");
  }
}
