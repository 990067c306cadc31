package io.sidecast.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.sidecast.http.SubprotocolChooser;
import io.sidecast.transport.http.HttpSettings;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The subprotocols of WebSockets. */
@ExtendWith(LeakDetection.class)
class SubprotocolTest {

  private static String offering(String path, String... fields) {
    var lines = new StringBuilder();
    for (String field : fields) {
      lines.append("Sec-WebSocket-Protocol: ").append(field).append("\r\n");
    }
    return RawClient.upgrade(path).replace("Host:", lines + "Host:");
  }

  private static TestServer serve(HttpSettings http) {
    return TestServer.start(builder -> builder, TestServer.local().withHttp(http));
  }

  private static String chosen(RawClient client, String request) throws Exception {
    client.send(request);
    var answer = client.answer();
    assertThat(answer.status()).isEqualTo(101);
    return answer
        .head()
        .lines()
        .filter(line -> line.startsWith("sec-websocket-protocol: "))
        .map(line -> line.substring("sec-websocket-protocol: ".length()))
        .reduce("", (all, line) -> all + line);
  }

  @Test
  void theFirstIsChosen() throws Exception {
    try (var server = TestServer.start();
        var host = new HostServer(HttpSettings.DEFAULT)) {
      for (int port : new int[] {server.port(), host.port()}) {
        try (var client = new RawClient(port);
            var second = new RawClient(port);
            var without = new RawClient(port)) {
          assertThat(chosen(client, offering(TestServer.WEBSOCKET, "my-protocol, other")))
              .isEqualTo("my-protocol");
          assertThat(client.text()).startsWith("0{");
          assertThat(chosen(second, offering(TestServer.WEBSOCKET, "b,a", "c"))).isEqualTo("b");
          assertThat(chosen(without, RawClient.upgrade(TestServer.WEBSOCKET))).isEmpty();
        }
      }
    }
  }

  @Test
  void theFirstIsChosenOnTheUpgradeFromPolling() throws Exception {
    try (var server = TestServer.start();
        var client = new RawClient(server)) {
      String path = TestServer.toWebSocket(server.openPolling());
      assertThat(chosen(client, offering(path, "my-protocol, other"))).isEqualTo("my-protocol");
      client.frame(0x81, new byte[] {'2', 'p', 'r', 'o', 'b', 'e'});
      assertThat(client.text()).isEqualTo("3probe");
    }
  }

  @Test
  void theApplicationMayChoose() throws Exception {
    SubprotocolChooser chooser =
        (offered, request) -> {
          if (request.query().containsKey("fail")) {
            throw new LinkageError("on purpose");
          }
          List<String> wanted = request.query().get("want");
          return wanted == null ? null : wanted.get(0);
        };
    try (var server = serve(HttpSettings.DEFAULT.withSubprotocols(chooser))) {
      try (var client = new RawClient(server)) {
        String request = offering(TestServer.WEBSOCKET + "&want=b", "a, b");
        assertThat(chosen(client, request)).isEqualTo("b");
      }
      try (var client = new RawClient(server)) {
        assertThat(chosen(client, offering(TestServer.WEBSOCKET, "a, b"))).isEmpty();
        assertThat(client.text()).startsWith("0{");
      }
      for (String bad : List.of("&want=c", "&fail")) {
        try (var client = new RawClient(server)) {
          client.send(offering(TestServer.WEBSOCKET + bad, "a, b"));
          assertThat(client.answer().status()).isEqualTo(500);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a,,b", "a b", "a, a", "a/b", "a,", "\u00e9", "\"a\""})
  void offersThatAreNotTokensAreRefused(String offers) throws Exception {
    try (var server = TestServer.start();
        var lines = new RefusalLogLines();
        var client = new RawClient(server)) {
      client.send(offering(TestServer.WEBSOCKET, offers));
      assertThat(client.answer().status()).isEqualTo(400);
      assertThat(lines.next()).contains("Bad request (TRANSPORT_HANDSHAKE_ERROR): GET /socket.io/");
      assertThat(server.engine.sessionCount()).isZero();
    }
  }
}
