package io.sidecast;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sidecast.socket.Socket;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The checks of the official Socket.IO protocol 5 suite above the engine; those of the engine are
 * in the test of the same name in the transport package. Heartbeats run meanwhile, at the speed of
 * the suite.
 */
class ProtocolSuiteTest {

  private static final String PLACEHOLDERS =
      "{\"_placeholder\":true,\"num\":0},{\"_placeholder\":true,\"num\":1}";

  private final SocketIoServer server =
      SocketIoServer.builder()
          .port(0)
          .host("127.0.0.1")
          .broker("none")
          .pingInterval(Duration.ofMillis(300))
          .pingTimeout(Duration.ofSeconds(20))
          .connectTimeout(Duration.ofSeconds(20))
          .build();

  @BeforeEach
  void start() {
    server.onConnection(
        socket -> {
          sendAuth(socket);
          socket.on("message", args -> socket.emit("message-back", args.all().toArray()));
          socket.on("message-with-ack", (args, ack) -> ack.send(args.all().toArray()));
        });
    server.of("/custom").onConnection(ProtocolSuiteTest::sendAuth);
    server.start();
  }

  @AfterEach
  void close() {
    server.close();
  }

  private static void sendAuth(Socket socket) {
    socket.emit("auth", socket.handshake().auth());
  }

  private WireClient connected() {
    var client = new WireClient(server);
    client.connect("");
    assertThat(client.text()).isEqualTo("2[\"auth\",{}]");
    return client;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "0                        | 0         | 2[\"auth\",{}]",
        "0{\"token\":\"123\"}     | 0         | 2[\"auth\",{\"token\":\"123\"}]",
        "0/custom,                | 0/custom, | 2/custom,[\"auth\",{}]",
        "0/custom,{\"token\":\"a\"} | 0/custom, | 2/custom,[\"auth\",{\"token\":\"a\"}]",
      })
  void connects(String connect, String prefix, String auth) throws Exception {
    try (var client = new WireClient(server)) {
      client.send(connect);
      String answer = client.text();
      assertThat(answer).startsWith(prefix);
      JsonNode handshake = new ObjectMapper().readTree(answer.substring(prefix.length()));
      assertThat(handshake.fieldNames()).toIterable().containsExactly("sid");
      assertThat(handshake.get("sid").isTextual()).isTrue();
      assertThat(client.text()).isEqualTo(auth);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"0/random", "0/random,"})
  void refusesAnUnknownNamespace(String connect) {
    try (var client = new WireClient(server)) {
      client.send(connect);
      assertThat(client.text()).isEqualTo("4/random,{\"message\":\"Invalid namespace\"}");
    }
  }

  @Test
  void closesOnAnInvalidHandshake() {
    try (var client = new WireClient(server)) {
      client.send("abc");
      client.awaitClose();
    }
  }

  @Test
  void closesAClientThatConnectsToNothing() {
    try (var impatient =
            SocketIoServer.builder()
                .port(0)
                .host("127.0.0.1")
                .broker("none")
                .connectTimeout(Duration.ofMillis(200))
                .build()
                .start();
        var client = new WireClient(impatient)) {
      client.awaitClose();
    }
  }

  @Test
  void leavesTheMainNamespaceAndKeepsTheConnection() {
    try (var client = connected()) {
      client.send("1");
      client.connect("/custom");
      assertThat(client.text()).isEqualTo("2/custom,[\"auth\",{}]");
    }
  }

  @Test
  void leavesACustomNamespaceAndStaysInTheMainOne() {
    try (var client = connected()) {
      client.connect("/custom");
      client.text();
      client.send("1/custom,");
      client.send("2[\"message\",\"message to main namespace\"]");
      assertThat(client.text()).isEqualTo("2[\"message-back\",\"message to main namespace\"]");
    }
  }

  @Test
  void sendsTextBack() {
    try (var client = connected()) {
      client.send("2[\"message\",1,\"2\",{\"3\":[true]}]");
      assertThat(client.text()).isEqualTo("2[\"message-back\",1,\"2\",{\"3\":[true]}]");
    }
  }

  @Test
  void acknowledgesText() {
    try (var client = connected()) {
      client.send("2456[\"message-with-ack\",1,\"2\",{\"3\":[false]}]");
      assertThat(client.text()).isEqualTo("3456[1,\"2\",{\"3\":[false]}]");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'52-[\"message\",', '52-[\"message-back\",'",
    "'52-789[\"message-with-ack\",', '62-789['",
  })
  void sendsBinaryBack(String question, String answer) {
    try (var client = connected()) {
      client.send(question + PLACEHOLDERS + "]");
      client.sendBinary(new byte[] {1, 2, 3});
      client.sendBinary(new byte[] {4, 5, 6});
      assertThat(client.text()).isEqualTo(answer + PLACEHOLDERS + "]");
      assertThat(client.binary()).containsExactly(1, 2, 3);
      assertThat(client.binary()).containsExactly(4, 5, 6);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"abc", "2{}", "2abc", "51", "5[\"message\"]"})
  void closesOnAnInvalidPacket(String packet) {
    try (var client = connected()) {
      client.send(packet);
      client.awaitClose();
    }
  }

  @Test
  void closesOnAnUnexpectedBinaryMessage() {
    try (var client = connected()) {
      client.sendBinary(new byte[] {1});
      client.awaitClose();
    }
  }
}
