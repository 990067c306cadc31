package io.sidecast.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sidecast.SocketIoServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Acknowledgements that an application neither uses nor keeps. */
class DroppedAcksTest {

  private static final int EVENTS = 100;

  @Test
  void droppedAcknowledgementsAreNotOwed() throws Exception {
    var connected = new CompletableFuture<Socket>();
    Queue<Ack> kept = new ConcurrentLinkedQueue<>();
    try (var server = SocketIoServer.builder().port(0).broker("none").build()) {
      server.onConnection(
          socket -> {
            socket.on("drop", (args, ack) -> {});
            socket.on("keep", (args, ack) -> kept.add(ack));
            connected.complete(socket);
          });
      server.start();
      WebSocket client = connect(server.port());
      for (int i = 0; i < EVENTS; i++) {
        client.sendText("42" + i + "[\"drop\"]", true).get(20, TimeUnit.SECONDS);
        client.sendText("42" + (EVENTS + i) + "[\"keep\"]", true).get(20, TimeUnit.SECONDS);
      }
      EventDispatch events = connected.get(20, TimeUnit.SECONDS).member().events();
      await()
          .atMost(Duration.ofSeconds(60))
          .until(
              () -> {
                System.gc();
                return kept.size() == EVENTS && events.owedAcks() == EVENTS;
              });
      kept.forEach(Ack::send);
      assertThat(events.owedAcks()).isZero();
      client.abort();
    }
  }

  private static WebSocket connect(int port) throws Exception {
    URI uri = URI.create("ws://127.0.0.1:" + port + "/socket.io/?EIO=4&transport=websocket");
    WebSocket client =
        HttpClient.newHttpClient()
            .newWebSocketBuilder()
            .buildAsync(uri, new WebSocket.Listener() {})
            .get(20, TimeUnit.SECONDS);
    client.sendText("40", true).get(20, TimeUnit.SECONDS);
    return client;
  }
}
