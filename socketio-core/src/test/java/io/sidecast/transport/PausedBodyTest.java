package io.sidecast.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.sidecast.connection.Connection;
import io.sidecast.connection.ConnectionHandler;
import io.sidecast.connection.DisconnectReason;
import io.sidecast.engine.EngineServer;
import io.sidecast.engine.EngineSettings;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A polling body whose packets the server does not read at once. Confined to the test thread. */
class PausedBodyTest {

  private static final int MESSAGES = 100;
  private static final int PAUSE_AT = 10;
  private static final String CLOSED = "closed";

  private final BlockingQueue<Pausing> accepted = new LinkedBlockingQueue<>();
  private final EngineServer engine =
      new EngineServer(
          EngineSettings.builder().allowEio3(true).build(),
          connection -> {
            var handler = new Pausing(connection);
            accepted.add(handler);
            return handler;
          });
  private final HttpServer http =
      HttpServer.start(engine, TestServer.local()).toCompletableFuture().join();

  /** Pauses reading at one message, and records the messages and the end. */
  private static final class Pausing implements ConnectionHandler {
    final List<String> received = new CopyOnWriteArrayList<>();
    final Connection connection;

    Pausing(Connection connection) {
      this.connection = connection;
    }

    @Override
    public void onText(byte[] utf8) {
      received.add(new String(utf8, StandardCharsets.UTF_8));
      if (received.size() == PAUSE_AT) {
        connection.setReading(false);
      }
    }

    @Override
    public void onBinary(byte[] bytes) {
      received.add("bytes");
    }

    @Override
    public void onClose(DisconnectReason reason, String detail) {
      received.add(CLOSED);
    }

    /** Waits for all earlier tasks of the event loop. */
    void fence() throws Exception {
      var done = new CompletableFuture<Void>();
      var unused = connection.schedule(Duration.ZERO, () -> done.complete(null));
      done.get(20, TimeUnit.SECONDS);
    }
  }

  @AfterEach
  void close() {
    http.close().toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
  }

  private RawClient posted(int protocol) throws Exception {
    String path = "/socket.io/?transport=polling&EIO=" + protocol;
    var client = new RawClient(http.address().getPort());
    client.send(RawClient.get(path));
    String session = path + "&sid=" + TestServer.sid(client.answer().body());
    var body = new ByteArrayOutputStream();
    for (int i = 0; i < MESSAGES; i++) {
      String packet = "4" + i;
      String framed = protocol == 3 ? packet.length() + ":" + packet : packet;
      body.writeBytes(framed.getBytes(StandardCharsets.US_ASCII));
      if (protocol == 4 && i < MESSAGES - 1) {
        body.write(0x1e);
      }
    }
    client.send(RawClient.post(session, body.toString(StandardCharsets.US_ASCII)));
    return client;
  }

  private static void awaitMessages(Pausing handler, int count) {
    Awaitility.await().until(() -> handler.received.size() >= count);
  }

  private static List<String> numbers(int count) {
    return IntStream.range(0, count).mapToObj(Integer::toString).toList();
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 4})
  void restOfABodyWaitsUndecoded(int protocol) throws Exception {
    try (var client = posted(protocol)) {
      var handler = accepted.poll(20, TimeUnit.SECONDS);
      awaitMessages(handler, PAUSE_AT);
      handler.fence();
      assertThat(handler.received).isEqualTo(numbers(PAUSE_AT));
      handler.connection.setReading(true);
      assertThat(client.answer().body()).isEqualTo("ok");
      assertThat(handler.received).isEqualTo(numbers(MESSAGES));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 4})
  void restOfABodyIsReadBeforeTheEndOfTheClient(int protocol) throws Exception {
    Pausing handler;
    try (var client = posted(protocol)) {
      handler = accepted.poll(20, TimeUnit.SECONDS);
      awaitMessages(handler, PAUSE_AT);
    }
    awaitMessages(handler, MESSAGES + 1);
    assertThat(handler.received.subList(0, MESSAGES)).isEqualTo(numbers(MESSAGES));
    assertThat(handler.received.get(MESSAGES)).isEqualTo(CLOSED);
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 4})
  void restOfABodyIsReadWhenTheServerShutsDown(int protocol) throws Exception {
    try (var client = posted(protocol)) {
      var handler = accepted.poll(20, TimeUnit.SECONDS);
      awaitMessages(handler, PAUSE_AT);
      handler.connection.close(DisconnectReason.SERVER_SHUTTING_DOWN);
      awaitMessages(handler, MESSAGES + 1);
      assertThat(handler.received.subList(0, MESSAGES)).isEqualTo(numbers(MESSAGES));
      assertThat(handler.received.get(MESSAGES)).isEqualTo(CLOSED);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 4})
  void restOfABodyIsCountedAfterTheServerHasClosed(int protocol) throws Exception {
    try (var client = posted(protocol)) {
      var handler = accepted.poll(20, TimeUnit.SECONDS);
      awaitMessages(handler, PAUSE_AT);
      handler.connection.close(DisconnectReason.FORCED_SERVER_CLOSE);
      awaitMessages(handler, PAUSE_AT + 1);
      Awaitility.await().until(() -> engine.droppedMessages() == MESSAGES - PAUSE_AT);
      assertThat(handler.received).hasSize(PAUSE_AT + 1);
    }
  }
}
