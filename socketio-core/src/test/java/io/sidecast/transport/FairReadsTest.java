package io.sidecast.transport;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sidecast.connection.Connection;
import io.sidecast.connection.ConnectionHandler;
import io.sidecast.connection.DisconnectReason;
import io.sidecast.engine.EngineServer;
import io.sidecast.engine.EngineSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A client that sends much does not delay the messages of another one on the same event loop. */
@ExtendWith(LeakDetection.class)
class FairReadsTest {

  private static final int MESSAGES = 400;
  private static final int MESSAGE_BYTES = 1_000;
  private static final int MOST_BYTES_OF_ONE_READ = 64 * 1024;

  private final LinkedBlockingQueue<Connection> connections = new LinkedBlockingQueue<>();
  private final List<String> received = new CopyOnWriteArrayList<>();

  @Test
  void loopTurnsToTheNextConnectionAfterOneRead() throws Exception {
    var engine =
        new EngineServer(
            EngineSettings.builder().build(),
            connection -> {
              connections.add(connection);
              return new Recorder();
            });
    var settings = TestServer.local().withEventLoops(1);
    HttpServer server = HttpServer.start(engine, settings).toCompletableFuture().join();
    int port = server.address().getPort();
    try (var floods = RawClient.webSocket(port, TestServer.WEBSOCKET);
        var other = RawClient.webSocket(port, TestServer.WEBSOCKET)) {
      var release = stopLoop();
      floods.send(RawClient.repeated(frame("f".repeat(MESSAGE_BYTES)), MESSAGES));
      other.send(frame("other"));
      release.complete(null);
      Await.until("all messages have arrived", () -> received.size() == MESSAGES + 1);
    } finally {
      server.close().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }
    assertThat(new ArrayList<>(received).indexOf("other"))
        .isLessThanOrEqualTo(MOST_BYTES_OF_ONE_READ / MESSAGE_BYTES);
  }

  /** Stops the event loop until the result is complete. */
  private CompletableFuture<Void> stopLoop() throws Exception {
    var stopped = new CompletableFuture<Void>();
    var release = new CompletableFuture<Void>();
    Connection connection = connections.poll(10, TimeUnit.SECONDS);
    connection.schedule(
        Duration.ZERO,
        () -> {
          stopped.complete(null);
          release.orTimeout(10, TimeUnit.SECONDS).join();
        });
    stopped.get(10, TimeUnit.SECONDS);
    return release;
  }

  private static byte[] frame(String message) {
    return RawClient.masked(0x81, ("4" + message).getBytes(UTF_8));
  }

  private final class Recorder implements ConnectionHandler {

    @Override
    public void onText(byte[] utf8) {
      received.add(new String(utf8, UTF_8));
    }

    @Override
    public void onBinary(byte[] bytes) {}

    @Override
    public void onClose(DisconnectReason reason, String detail) {}
  }
}
