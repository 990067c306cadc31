package io.sidecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sidecast.limit.Limit;
import io.sidecast.socket.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The limits of connections, and the addresses that they count. Confined to the test thread. */
class ConnectionLimitsTest {

  private static final Pattern SID = Pattern.compile("\"sid\":\"([^\"]*)\"");
  private static final HttpClient HTTP =
      HttpClient.newBuilder().executor(WireClient.THREADS).build();

  private final BlockingQueue<Socket> connected = new LinkedBlockingQueue<>();
  private SocketIoServer server;

  @AfterEach
  void close() {
    server.close();
  }

  private void start(UnaryOperator<SocketIoServerBuilder> options) {
    var builder = SocketIoServer.builder().port(0).host("127.0.0.1").broker("none");
    server = options.apply(builder).build();
    server.onConnection(connected::add);
    server.start();
  }

  private HttpRequest.Builder request(String query) {
    String uri =
        "http://127.0.0.1:" + server.port() + "/socket.io/?EIO=4&transport=polling" + query;
    return HttpRequest.newBuilder(URI.create(uri)).timeout(Duration.ofSeconds(20));
  }

  private HttpResponse<String> handshake(String forwardedFor) throws Exception {
    return HTTP.send(
        request("").header("X-Forwarded-For", forwardedFor).build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> post(String opened, String body) throws Exception {
    Matcher sid = SID.matcher(opened);
    assertThat(sid.find()).as(opened).isTrue();
    return HTTP.send(
        request("&sid=" + sid.group(1)).POST(HttpRequest.BodyPublishers.ofString(body)).build(),
        BodyHandlers.ofString());
  }

  @Test
  void serverHasFewConnections() throws Exception {
    start(options -> options.limit(Limit.CONNECTIONS, 2));
    try (var one = new WireClient(server);
        var two = new WireClient(server)) {
      one.connect("");
      var refused = HTTP.send(request("").build(), BodyHandlers.ofString());
      assertThat(refused.statusCode()).isEqualTo(503);
      assertThat(refused.body()).isEqualTo("{\"code\":4,\"message\":\"Too many connections\"}");
      assertThatThrownBy(() -> new WireClient(server)).hasStackTraceContaining("status code 503");
      assertThat(server.stats().limitHits()).containsEntry(Limit.CONNECTIONS, 2L);
      two.close();
      Awaitility.await().until(() -> server.load().sessions() == 1);
      try (var three = new WireClient(server)) {
        three.connect("");
      }
    }
  }

  @Test
  void addressHasFewConnections() throws Exception {
    start(options -> options.limit(Limit.CONNECTIONS_PER_ADDRESS, 1).trustedProxies("127.0.0.1"));
    assertThat(handshake("198.51.100.7").statusCode()).isEqualTo(200);
    var refused = handshake("203.0.113.9, 198.51.100.7");
    assertThat(refused.statusCode()).isEqualTo(429);
    assertThat(refused.body())
        .isEqualTo("{\"code\":4,\"message\":\"Too many connections of this address\"}");
    assertThat(handshake("203.0.113.9").statusCode()).isEqualTo(200);
    String opened = handshake("2001:db8:1:2::1").body();
    assertThat(handshake("2001:db8:1:2:ffff::9").statusCode()).isEqualTo(429);
    assertThat(handshake("2001:db8:1:3::1").statusCode()).isEqualTo(200);
    assertThat(server.stats().limitHits()).containsEntry(Limit.CONNECTIONS_PER_ADDRESS, 2L);
    assertThat(post(opened, "1").statusCode()).isEqualTo(200);
    Awaitility.await().until(() -> handshake("2001:db8:1:2:ffff::9").statusCode() == 200);
  }

  @Test
  void socketHasTheForwardedAddress() throws Exception {
    start(options -> options.trustedProxies("10.0.0.0/8", "127.0.0.1"));
    String opened = handshake("203.0.113.9, 198.51.100.7, 10.1.2.3").body();
    post(opened, "40");
    Socket socket = connected.poll(20, TimeUnit.SECONDS);
    assertThat(socket.handshake().address().getHostString()).isEqualTo("198.51.100.7");
  }

  @Test
  void fieldOfAnUnknownPeerIsIgnored() throws Exception {
    start(options -> options.trustedProxies("10.0.0.0/8"));
    post(handshake("198.51.100.7").body(), "40");
    Socket socket = connected.poll(20, TimeUnit.SECONDS);
    assertThat(socket.handshake().address().getHostString()).isEqualTo("127.0.0.1");
  }
}
