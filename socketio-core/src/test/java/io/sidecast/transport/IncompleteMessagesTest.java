package io.sidecast.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.sidecast.limit.Limit;
import io.sidecast.limit.Limits;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The bound on the bodies and messages of all clients that have not arrived completely. */
@ExtendWith(LeakDetection.class)
class IncompleteMessagesTest {

  private static final int LIMIT = 200_000;
  private static final int MESSAGE = 90_000;
  private static final int PART = 80_000;
  private static final int CLIENTS = 10;

  private final Limits limits = new Limits(Map.of(Limit.INCOMPLETE_BYTES, (long) LIMIT));
  private final List<RawClient> clients = new ArrayList<>();

  /** Starts a server with one event loop, so that one message after another is refused. */
  private TestServer serve() {
    return TestServer.start(
        settings -> settings.limits(limits), TestServer.local().withEventLoops(1));
  }

  @Test
  void bodiesAreRefusedAboveTheLimit() throws Exception {
    try (var server = serve()) {
      String body = "4" + "x".repeat(MESSAGE);
      for (int i = 0; i < CLIENTS; i++) {
        var client = new RawClient(server);
        clients.add(client);
        String request = RawClient.post(server.openPolling(), body);
        server.accepted();
        client.send(request.substring(0, request.length() - MESSAGE + PART));
      }
      Await.until("refusals", () -> limits.hits().get(Limit.INCOMPLETE_BYTES) >= CLIENTS - 2);
      String path = server.openPolling();
      assertThat(server.post(path, "4small").body()).as("a small body").isEqualTo("ok");
      closeAll();
      Await.until("a whole body", () -> isAccepted(server, body));
    }
  }

  private static boolean isAccepted(TestServer server, String body) {
    try {
      return server.post(server.openPolling(), body).statusCode() == 200;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void largeBodyIsRefusedBesideAnother() throws Exception {
    try (var server = serve();
        var other = new RawClient(server)) {
      String body = "4" + "x".repeat(LIMIT + 1);
      String alone = server.openPolling();
      assertThat(server.post(alone, body).body()).as("alone").isEqualTo("ok");
      String part = RawClient.post(server.openPolling(), body);
      other.send(part.substring(0, part.length() - body.length() + PART));
      Await.until(
          "the refusal",
          () -> {
            try (var next = new RawClient(server)) {
              next.send(RawClient.post(server.openPolling(), body));
              return next.answer().status() == 503;
            } catch (Exception e) {
              throw new IllegalStateException(e);
            }
          });
    }
  }

  @ParameterizedTest(name = "fragments of {0} bytes")
  @ValueSource(ints = {PART, 1_000})
  void webSocketsAreClosedAboveTheLimit(int fragment) throws Exception {
    try (var server = serve()) {
      for (int i = 0; i < CLIENTS; i++) {
        var client = RawClient.webSocket(server, TestServer.WEBSOCKET);
        clients.add(client);
        server.accepted();
        sendPart(client, fragment);
      }
      Await.until("refusals", () -> limits.hits().get(Limit.INCOMPLETE_BYTES) == CLIENTS - 2);
      assertThat(clients.get(CLIENTS - 1).closeCode()).isEqualTo(1013);
      closeAll();
      Await.until("the sessions are gone", () -> server.engine.sessionCount() == 0);
      try (var client = new WebSocketClient(server, TestServer.WEBSOCKET)) {
        client.next();
        String message = "4" + "x".repeat(MESSAGE);
        client.send(message);
        client.expect(message);
      }
    }
  }

  /** Sends a part of a message: of one frame, or the first of its fragments. */
  private static void sendPart(RawClient client, int fragment) throws Exception {
    if (fragment == PART) {
      client.send(Arrays.copyOf(RawClient.masked(0x82, new byte[MESSAGE]), PART));
      return;
    }
    client.frame(0x02, new byte[fragment]);
    client.send(RawClient.repeated(RawClient.masked(0x00, new byte[fragment]), PART / fragment));
  }

  private void closeAll() throws Exception {
    for (RawClient client : clients) {
      client.close();
    }
  }
}
