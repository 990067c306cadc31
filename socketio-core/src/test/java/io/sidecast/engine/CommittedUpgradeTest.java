package io.sidecast.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.sidecast.connection.ConnectionHandler;
import io.sidecast.connection.DisconnectReason;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The end of a session between the UPGRADE packet and the move to the WebSocket. The WebSocket has
 * received messages by then; its event loop is not the one of the session.
 */
class CommittedUpgradeTest {

  private final TestLoop loop = new TestLoop();
  private final TestLoop candidateLoop = new TestLoop();
  private final RecordingTransport polling = new RecordingTransport("polling");
  private final RecordingTransport candidate = new RecordingTransport();
  private final List<String> events = new CopyOnWriteArrayList<>();
  private final EngineServer server =
      new EngineServer(EngineSettings.builder().build(), connection -> new Recorder());
  private final CompletableFuture<Session> session = new CompletableFuture<>();

  @BeforeEach
  void open() throws Exception {
    loop.run(
        () -> {
          var request = TestLoop.request();
          var opening = new SessionParameters(server.newIdentity(4), polling, loop.view, request);
          session.complete(server.open(opening));
        });
  }

  @AfterEach
  void close() {
    server.close().toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
    loop.close();
    candidateLoop.close();
  }

  @Test
  void messagesThatTheWebSocketHoldsAreHandledBeforeTheEnd() throws Exception {
    whileTheSessionIsBusy(() -> polling.listener().onFailed("poll aborted"));
    assertThat(events).containsExactly("one", "two", "TRANSPORT_ERROR");
    assertThat(server.droppedMessages()).isZero();
  }

  @Test
  void messagesThatArriveAfterTheServerHasEndedTheSessionAreCounted() throws Exception {
    whileTheSessionIsBusy(() -> session.join().close(DisconnectReason.FORCED_SERVER_CLOSE));
    assertThat(events).containsExactly("FORCED_SERVER_CLOSE");
    assertThat(server.droppedMessages()).isEqualTo(2);
  }

  private void whileTheSessionIsBusy(Runnable end) throws Exception {
    loop.run(
        () -> {
          try {
            candidateLoop.run(this::commit);
          } catch (Exception e) {
            throw new AssertionError(e);
          }
          end.run();
        });
    for (int i = 0; i < 3; i++) { // fences: each loop has run the tasks of the other
      loop.run(() -> {});
      candidateLoop.run(() -> {});
    }
  }

  private void commit() {
    assertThat(session.join().tryUpgrade(candidate, candidateLoop.view)).isTrue();
    TransportListener listener = candidate.listener();
    listener.onPacket(PacketType.PING, utf8("probe"));
    listener.onPacket(PacketType.UPGRADE, new byte[0]);
    listener.onPacket(PacketType.MESSAGE, utf8("one"));
    listener.onBinary(utf8("two"));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private final class Recorder implements ConnectionHandler {
    @Override
    public void onText(byte[] utf8) {
      events.add(new String(utf8, StandardCharsets.UTF_8));
    }

    @Override
    public void onBinary(byte[] bytes) {
      onText(bytes);
    }

    @Override
    public void onClose(DisconnectReason reason, String detail) {
      events.add(reason.name());
    }
  }
}
