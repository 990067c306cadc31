package io.sidecast.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.sidecast.connection.Connection;
import io.sidecast.connection.ConnectionHandler;
import io.sidecast.connection.DisconnectReason;
import io.sidecast.packet.EncodedPacket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Volatile packets that are sent faster than the event loop writes them never end a session. */
class VolatilePacketsTest {

  private static final int LIMIT = 100_000;
  private static final EncodedPacket VOLATILE =
      EncodedPacket.binary(new byte[1000]).with(new EncodedPacket.Flags(true, false));

  /** A packet that is larger than what 1000 volatile packets leave of the whole limit. */
  private static final EncodedPacket FENCE = EncodedPacket.binary(fence());

  private final TestLoop loop = new TestLoop();
  private final RecordingTransport transport = new RecordingTransport();
  private final CompletableFuture<Connection> accepted = new CompletableFuture<>();
  private final CompletableFuture<DisconnectReason> end = new CompletableFuture<>();
  private final EngineServer server =
      new EngineServer(
          EngineSettings.builder().maxBufferedBytes(LIMIT).build(),
          connection -> {
            accepted.complete(connection);
            return new Recorder();
          });

  @BeforeEach
  void open() throws Exception {
    loop.run(
        () -> {
          var request = TestLoop.request();
          server.open(new SessionParameters(server.newIdentity(4), transport, loop.view, request));
        });
  }

  @AfterEach
  void close() {
    server.close().toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
    loop.close();
  }

  @Test
  void packetsFitBehindManyVolatileOnes() throws Exception {
    loop.run(
        () -> {
          flood();
          accepted.join().send(FENCE);
        });
    assertThatTheFenceIsWritten();
  }

  @Test
  void volatilePacketsThatArriveDuringAWriteDoNotCountAsUnread() throws Exception {
    transport.bufferedBytes = LIMIT * 3 / 4;
    loop.run(
        () -> {
          transport.beforeOffer = this::flood;
          accepted.join().send(VOLATILE);
        });
    transport.beforeOffer = () -> {};
    loop.run(() -> accepted.join().send(FENCE));
    assertThatTheFenceIsWritten();
  }

  @Test
  void volatilePacketIsAsLargeAsTheLimitWhereNoneWaits() throws Exception {
    var large = EncodedPacket.binary(new byte[LIMIT - WriteBuffer.PACKET_OVERHEAD]);
    loop.run(() -> accepted.join().send(large.with(VOLATILE.flags())));
    loop.run(() -> {});
    assertThat(transport.taken).containsExactly(0);
  }

  private static byte[] fence() {
    byte[] bytes = new byte[2000];
    bytes[0] = 1;
    return bytes;
  }

  private void flood() {
    for (int i = 0; i < 1000; i++) {
      accepted.join().send(VOLATILE);
    }
  }

  private void assertThatTheFenceIsWritten() throws Exception {
    loop.run(() -> {}); // a fence of the loop: the packets are written
    assertThat(end).isNotDone();
    assertThat(transport.taken).endsWith(1);
  }

  private final class Recorder implements ConnectionHandler {

    @Override
    public void onText(byte[] utf8) {}

    @Override
    public void onBinary(byte[] bytes) {}

    @Override
    public void onClose(DisconnectReason reason, String detail) {
      end.complete(reason);
    }
  }
}
