package io.sidecast;

import static org.assertj.core.api.Assertions.assertThat;

import io.sidecast.connection.DisconnectReason;
import io.sidecast.limit.Limit;
import io.sidecast.socket.Socket;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The bound on the events of all clients that wait for handlers. Confined to the test thread. */
@Tag("slow")
class WaitingEventsOfAllTest {

  private static final int CLIENTS = 10;
  private static final String EVENT = "42[\"event\",\"" + "x".repeat(1_000) + "\"]";

  private final CountDownLatch release = new CountDownLatch(1);
  private final BlockingQueue<String> handled = new LinkedBlockingQueue<>();
  private final BlockingQueue<Socket> connected = new LinkedBlockingQueue<>();
  private final BlockingQueue<DisconnectReason> ends = new LinkedBlockingQueue<>();
  private final List<LightClient> clients = new ArrayList<>();
  private final SocketIoServer server =
      SocketIoServer.builder()
          .port(0)
          .host("127.0.0.1")
          .broker("none")
          .limit(Limit.WAITING_EVENT_BYTES, 50_000)
          .build();

  @AfterEach
  void close() throws Exception {
    release.countDown();
    for (LightClient client : clients) {
      client.close();
    }
    server.close();
  }

  private void connect(String transport) throws Exception {
    server.onConnection(
        socket -> {
          socket.onDisconnect(ends::add);
          socket.on(
              "event",
              String.class,
              text -> {
                release.await();
                handled.add(text);
              });
          connected.add(socket);
        });
    server.start();
    for (int i = 0; i < CLIENTS; i++) {
      clients.add(LightClient.connect(server.port(), transport));
    }
  }

  /** Sends events at once. With polling it returns when the server has read them. */
  private static void send(LightClient client, int events) {
    try {
      client.send(Collections.nCopies(events, EVENT));
    } catch (IOException ended) {
      // the server has closed the connection
    }
  }

  /** A client that is read no further goes on when its events are handled; nothing is lost. */
  @ParameterizedTest
  @ValueSource(strings = {"websocket", "polling"})
  void clientsAreReadNoFurtherUntilTheirEventsAreHandled(String transport) throws Exception {
    connect(transport);
    CompletableFuture<?>[] sends =
        clients.stream()
            .map(client -> CompletableFuture.runAsync(() -> send(client, 20), WireClient.THREADS))
            .toArray(CompletableFuture[]::new);
    Awaitility.await()
        .atMost(30, TimeUnit.SECONDS)
        .until(() -> server.stats().limitHits().get(Limit.WAITING_EVENT_BYTES), hits -> hits > 0);
    release.countDown();
    for (int i = 0; i < CLIENTS * 20; i++) {
      assertThat(handled.poll(30, TimeUnit.SECONDS)).hasSize(1_000);
    }
    CompletableFuture.allOf(sends).get(30, TimeUnit.SECONDS);
    for (LightClient client : clients) {
      client.send(List.of(EVENT));
      assertThat(handled.poll(30, TimeUnit.SECONDS)).hasSize(1_000);
    }
    assertThat(server.stats().receiveBufferDisconnects()).isZero();
  }

  /** A client that owes an acknowledgement is read, but not for many events. */
  @ParameterizedTest
  @ValueSource(strings = {"websocket", "polling"})
  void clientThatOwesAnAckAndFloodsIsDisconnected(String transport) throws Exception {
    connect(transport);
    LightClient flooding = clients.get(CLIENTS - 1);
    Socket socket = connected.poll(30, TimeUnit.SECONDS);
    for (int i = 1; i < CLIENTS; i++) {
      socket = connected.poll(30, TimeUnit.SECONDS);
    }
    var unused = socket.emitWithAck("more?");
    assertThat(flooding.next()).contains("more?");
    var unusedFlood = CompletableFuture.runAsync(() -> send(flooding, 200), WireClient.THREADS);
    Awaitility.await()
        .atMost(30, TimeUnit.SECONDS)
        .until(() -> server.stats().receiveBufferDisconnects(), cut -> cut == 1);
    release.countDown();
    assertThat(ends.poll(30, TimeUnit.SECONDS)).isEqualTo(DisconnectReason.RECEIVE_BUFFER_FULL);
  }
}
