package io.sidecast.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.sidecast.connection.Connection;
import io.sidecast.connection.ConnectionHandler;
import io.sidecast.connection.DisconnectReason;
import io.sidecast.packet.EncodedPacket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The cost of a broadcast: one task for each loop and one flush for each session. */
class EngineLoopTest {

  private static final int SESSIONS = 200;

  private static final EncodedPacket FEW_BYTES = EncodedPacket.text(new byte[10], List.of());
  private static final EncodedPacket MANY_BYTES = EncodedPacket.text(new byte[10_000], List.of());

  private final TestLoop loop = new TestLoop();
  private final List<RecordingTransport> transports = new ArrayList<>();
  private final List<Connection> connections = new ArrayList<>();
  private final EngineServer server =
      new EngineServer(
          EngineSettings.builder().build(),
          connection -> {
            connections.add(connection);
            return new SilentHandler();
          });

  @BeforeEach
  void open() throws Exception {
    loop.run(
        () -> {
          for (int i = 0; i < SESSIONS; i++) {
            var transport = new RecordingTransport();
            transports.add(transport);
            server.open(
                new SessionParameters(
                    server.newIdentity(4), transport, loop.view, TestLoop.request()));
            transport.flushes.set(0);
          }
        });
  }

  @AfterEach
  void close() {
    server.close().toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
    loop.close();
  }

  @Test
  void broadcastFlushesEachSessionOnce() throws Exception {
    loop.run(
        () -> {
          for (int round = 0; round < 10; round++) {
            for (Connection connection : connections) {
              connection.send(EncodedPacket.text(new byte[] {(byte) round}, List.of()));
            }
          }
        });
    loop.run(() -> {}); // a fence: the drain was scheduled before it
    for (RecordingTransport transport : transports) {
      assertThat(transport.flushes).hasValue(1);
      assertThat(transport.taken).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
    }
  }

  @Test
  void refusedPacketsWaitInOrder() throws Exception {
    RecordingTransport transport = transports.get(0);
    Connection connection = connections.get(0);
    transport.room = 2;
    for (int i = 0; i < 5; i++) {
      connection.send(EncodedPacket.text(new byte[] {(byte) i}, List.of()));
    }
    loop.run(() -> {});
    assertThat(transport.taken).containsExactly(0, 1);
    assertThat(connection.isWritable()).isFalse();

    loop.run(
        () -> {
          transport.room = 10;
          transport.listener().onWritable();
        });
    connection.send(EncodedPacket.text(new byte[] {5}, List.of()));
    loop.run(() -> {});
    assertThat(transport.taken).containsExactly(0, 1, 2, 3, 4, 5);
    assertThat(connection.isWritable()).isTrue();
  }

  @Test
  void packetThatItsGateRefusesIsDroppedAndCostsNothing() throws Exception {
    RecordingTransport transport = transports.get(0);
    Connection connection = connections.get(0);
    var asked = new ArrayList<Integer>();
    transport.room = 2;
    for (int i = 0; i < 6; i++) {
      connection.send(
          EncodedPacket.text(new byte[] {(byte) i}, List.of()),
          packet -> {
            asked.add((int) packet.head()[0]);
            return packet.head()[0] != 1 && packet.head()[0] != 4;
          });
    }
    loop.run(() -> {});
    assertThat(transport.taken).containsExactly(0, 2);

    int half = (int) EngineSettings.builder().build().maxBufferedBytes() / 2;
    for (int i = 0; i < 5; i++) {
      connection.send(EncodedPacket.text(new byte[half], List.of()), packet -> false);
      loop.run(() -> {});
    }
    loop.run(
        () -> {
          transport.room = 10;
          transport.listener().onWritable();
        });
    assertThat(transport.taken).containsExactly(0, 2, 3, 5);
    assertThat(asked).containsExactly(0, 1, 2, 3, 4, 5);
    assertThat(connection.isWritable()).isTrue();
  }

  @Test
  void sessionsWithFewBytesAreWrittenFirst() throws Exception {
    var order = recordedOrder();
    loop.run(
        () -> {
          connections.get(0).send(MANY_BYTES);
          connections.get(1).send(FEW_BYTES);
          connections.get(2).send(MANY_BYTES);
          connections.get(3).send(FEW_BYTES);
        });
    loop.run(() -> {}); // the drain was scheduled before
    awaitPackets(4);
    assertThat(order).containsExactly("1", "3", "0", "2");
  }

  @Test
  void packetsThatArriveDuringATurnAreWrittenAfterIt() throws Exception {
    var order = recordedOrder();
    transports.get(0).beforeOffer =
        () -> {
          order.add("0");
          long start = System.nanoTime();
          while (System.nanoTime() - start < EngineLoop.TURN_NANOS) {
            Thread.onSpinWait();
          }
          connections.get(1).send(FEW_BYTES);
        };
    loop.run(
        () -> {
          connections.get(0).send(MANY_BYTES);
          connections.get(2).send(MANY_BYTES);
          loop.view.afterPackets(() -> order.add("after"));
        });
    awaitPackets(3);
    loop.run(() -> {});
    assertThat(order).containsExactly("0", "1", "2", "after");
  }

  /** Returns a list to which each transport adds its number for each packet. */
  private List<String> recordedOrder() {
    var order = new CopyOnWriteArrayList<String>();
    for (int i = 0; i < SESSIONS; i++) {
      String number = Integer.toString(i);
      transports.get(i).beforeOffer = () -> order.add(number);
    }
    return order;
  }

  private void awaitPackets(int count) {
    Awaitility.await()
        .until(() -> transports.stream().mapToInt(each -> each.taken.size()).sum() == count);
  }

  /** A transport may accept a large message as a whole; then it waits only in the transport. */
  @Test
  void acceptedBytesCountForALoopThatPacesItself() throws Exception {
    RecordingTransport transport = transports.get(0);
    Connection connection = connections.get(0);
    assertThat(connection.whenWritable().toCompletableFuture()).isCompleted();
    transport.room = 1;
    connection.send(EncodedPacket.text(new byte[] {0}, List.of()));
    loop.run(() -> {});
    assertThat(transport.taken).containsExactly(0);
    var stage = connection.whenWritable();
    assertThat(stage.toCompletableFuture()).isNotDone();
    assertThat(connection.whenWritable()).as("one stage for all who wait").isSameAs(stage);

    loop.run(
        () -> {
          transport.room = 10;
          transport.listener().onWritable();
        });
    assertThat(stage.toCompletableFuture()).isCompleted();
  }

  private static final class SilentHandler implements ConnectionHandler {
    @Override
    public void onText(byte[] utf8) {}

    @Override
    public void onBinary(byte[] bytes) {}

    @Override
    public void onClose(DisconnectReason reason, String detail) {}
  }
}
