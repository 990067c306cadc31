package io.sidecast.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Malformed input of one client does not affect another client. The input is random, with a
 * constant seed.
 */
@ExtendWith(LeakDetection.class)
class MalformedInputTest {

  private static final int ROUNDS = 60;

  private static TestServer server;

  @BeforeAll
  static void start() {
    server = TestServer.start(settings -> settings.maxPayload(5000));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void anotherSessionIsUndisturbed(long seed) throws Exception {
    var random = new SplittableRandom(seed);
    try (var witness = new WebSocketClient(server, TestServer.WEBSOCKET)) {
      witness.next();
      for (int round = 0; round < ROUNDS; round++) {
        misbehave(server, random);
        witness.send("4" + round);
        witness.expect("4" + round);
      }
    }
  }

  /** Sends malformed input over a real connection. */
  static void misbehave(TestServer server, long seed) throws Exception {
    misbehave(server, new SplittableRandom(seed));
  }

  private static void misbehave(TestServer server, SplittableRandom random) throws Exception {
    switch (random.nextInt(4)) {
      case 0 -> sendBytes(server, random);
      case 1 -> sendBrokenRequest(server, random);
      case 2 -> sendBrokenFrames(server, random);
      default -> sendBrokenPayload(server, random);
    }
  }

  private static void sendBytes(TestServer server, SplittableRandom random) throws IOException {
    try (var client = new RawClient(server)) {
      trySend(client, bytes(random, 2000));
    }
  }

  private static void sendBrokenRequest(TestServer server, SplittableRandom random)
      throws IOException {
    byte[] request = RawClient.upgrade(TestServer.WEBSOCKET).getBytes(StandardCharsets.US_ASCII);
    change(request, random);
    try (var client = new RawClient(server)) {
      trySend(client, request);
    }
  }

  private static void sendBrokenFrames(TestServer server, SplittableRandom random)
      throws IOException {
    try (var client = RawClient.webSocket(server, TestServer.WEBSOCKET)) {
      byte[] frame = RawClient.masked(0x80 | random.nextInt(11), bytes(random, 200));
      change(frame, random);
      trySend(client, frame);
      trySend(client, bytes(random, 2000));
      client.socket.shutdownOutput();
      assertThat(client.isEnded()).isTrue();
    }
  }

  private static void sendBrokenPayload(TestServer server, SplittableRandom random)
      throws Exception {
    String path = server.openPolling();
    String alphabet = "0123456b\u001e=A/+é";
    var payload = new StringBuilder();
    for (int i = random.nextInt(40); i >= 0; i--) {
      payload.append(alphabet.charAt(random.nextInt(alphabet.length())));
    }
    assertThat(server.post(path, payload.toString()).statusCode()).isIn(200, 400);
  }

  private static void change(byte[] bytes, SplittableRandom random) {
    for (int i = random.nextInt(1, 4); i > 0; i--) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
    }
  }

  private static byte[] bytes(SplittableRandom random, int bound) {
    byte[] bytes = new byte[random.nextInt(1, bound)];
    random.nextBytes(bytes);
    return bytes;
  }

  private static void trySend(RawClient client, byte[] bytes) {
    try {
      client.send(bytes);
    } catch (IOException closedAlready) {
      // the server may close the connection at the first malformed byte
    }
  }
}
