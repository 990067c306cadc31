package io.sidecast.transport;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.sidecast.limit.Limit;
import io.sidecast.limit.Limits;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** The sessions of one TCP connection. Confined to the test thread. */
class PipelinedHandshakesTest {

  private final Limits limits = new Limits(Map.of(Limit.SESSIONS_PER_TCP_CONNECTION, 3L));

  @Test
  void furtherSessionsAreRefusedAndTheConnectionIsClosed() throws Exception {
    try (var server = TestServer.start(settings -> settings.limits(limits));
        var client = new RawClient(server);
        var other = new RawClient(server)) {
      client.send(RawClient.get(TestServer.POLLING).repeat(5));
      for (int i = 0; i < 3; i++) {
        assertThat(client.answer().status()).isEqualTo(200);
      }
      var refused = client.answer();
      assertThat(refused.status()).isEqualTo(429);
      assertThat(refused.body())
          .isEqualTo("{\"code\":4,\"message\":\"Too many sessions of this TCP connection\"}");
      assertThat(client.isEnded()).isTrue();
      assertThat(server.engine.sessionCount()).isEqualTo(3);
      assertThat(limits.hits()).containsEntry(Limit.SESSIONS_PER_TCP_CONNECTION, 1L);
      other.send(RawClient.get(TestServer.POLLING));
      assertThat(other.answer().status()).isEqualTo(200);
    }
  }

  @Test
  void sessionsThatEndedCountNoMore() throws Exception {
    try (var server = TestServer.start(settings -> settings.limits(limits));
        var client = new RawClient(server)) {
      for (int i = 0; i < 6; i++) {
        client.send(RawClient.get(TestServer.POLLING));
        var opened = client.answer();
        assertThat(opened.status()).isEqualTo(200);
        String session = TestServer.POLLING + "&sid=" + TestServer.sid(opened.body());
        client.send(RawClient.post(session, "1"));
        assertThat(client.answer().status()).isEqualTo(200);
        Awaitility.await().until(() -> server.engine.sessionCount() == 0);
      }
    }
  }

  @Test
  void upgradedSessionsCountNoMore() throws Exception {
    try (var server = TestServer.start(settings -> settings.limits(limits));
        var client = new RawClient(server)) {
      for (int i = 0; i < 6; i++) {
        client.send(RawClient.get(TestServer.POLLING));
        var opened = client.answer();
        assertThat(opened.status()).isEqualTo(200);
        String session = TestServer.POLLING + "&sid=" + TestServer.sid(opened.body());
        try (var webSocket = new RawClient(server)) {
          webSocket.send(RawClient.upgrade(TestServer.toWebSocket(session)));
          assertThat(webSocket.answer().status()).isEqualTo(101);
          webSocket.frame(0x81, "2probe".getBytes(US_ASCII));
          assertThat(webSocket.text()).isEqualTo("3probe");
          webSocket.frame(0x81, "5".getBytes(US_ASCII));
          var connection = server.accepted().connection;
          Awaitility.await().until(() -> connection.transport().equals("websocket"));
        }
      }
    }
  }
}
