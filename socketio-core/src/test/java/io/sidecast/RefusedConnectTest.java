package io.sidecast;

import static org.assertj.core.api.Assertions.assertThat;

import io.sidecast.socket.ConnectRefusedException;
import io.sidecast.socket.HandlerMode;
import io.sidecast.transport.RefusalLogLines;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A CONNECT packet that is refused: the client receives an error, the log has one line without text
 * of the client, and the connection stays open.
 */
@ParameterizedClass
@EnumSource(HandlerMode.class)
@Tag("slow")
class RefusedConnectTest {

  private static final String SECRET = "TOP-SECRET";

  private final SocketIoServer server;

  RefusedConnectTest(HandlerMode mode) {
    server =
        SocketIoServer.builder().port(0).host("127.0.0.1").broker("none").handlers(mode).build();
  }

  @AfterEach
  void close() {
    server.close();
  }

  private void assertRefused(String transport, String answer, String line) throws Exception {
    server.start();
    try (var lines = new RefusalLogLines();
        var client = LightClient.open(server.port(), transport)) {
      client.send(List.of("40/" + SECRET + ",{\"token\":\"" + SECRET + "\"}"));
      assertThat(client.next()).isEqualTo("44/" + SECRET + ",{\"message\":\"" + answer + "\"}");
      client.send(List.of("40"));
      assertThat(client.next()).startsWith("40{\"sid\":");
      String written = lines.next();
      assertThat(written)
          .startsWith("INFO refused: " + line + ": " + transport + " of /127.0.0.1:")
          .doesNotContain(SECRET);
      assertThat(lines.isEmpty()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"polling", "websocket"})
  void becauseOfALimit(String transport) throws Exception {
    server.start();
    try (var lines = new RefusalLogLines();
        var client = LightClient.open(server.port(), transport)) {
      client.send(List.of("40{\"token\":\"" + SECRET.repeat(7_000) + "\"}"));
      assertThat(client.next()).isEqualTo("44{\"message\":\"auth is too large\"}");
      assertThat(lines.next())
          .startsWith("INFO refused: CONNECT: auth is too large: " + transport + " of /127.0.0.1:");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"polling", "websocket"})
  void becauseTheNamespaceDoesNotExist(String transport) throws Exception {
    assertRefused(transport, "Invalid namespace", "CONNECT to a namespace that does not exist");
  }

  @ParameterizedTest
  @ValueSource(strings = {"polling", "websocket"})
  void becauseNoFamilyTakesTheNamespace(String transport) throws Exception {
    server.of(Pattern.compile("/room-[0-9]+"));
    assertRefused(transport, "Invalid namespace", "CONNECT to a namespace that does not exist");
  }

  @ParameterizedTest
  @ValueSource(strings = {"polling", "websocket"})
  void becauseAMiddlewareRefuses(String transport) throws Exception {
    server
        .of(SECRET)
        .use(
            socket -> {
              throw new ConnectRefusedException("not you");
            });
    assertRefused(transport, "not you", "CONNECT that a middleware refuses");
  }
}
