package io.sidecast;

import static org.assertj.core.api.Assertions.assertThat;

import io.sidecast.connection.DisconnectReason;
import io.sidecast.socket.HandlerMode;
import io.sidecast.socket.ObservedEvent;
import io.sidecast.socket.Socket;
import io.sidecast.socket.SocketObserver;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The observer of sockets, with real clients. */
@ParameterizedClass
@EnumSource(HandlerMode.class)
class SocketObserverTest {

  private final BlockingQueue<String> seen = new LinkedBlockingQueue<>();
  private final CountDownLatch release = new CountDownLatch(1);
  private final SocketIoServer server;

  SocketObserverTest(HandlerMode mode) {
    server =
        SocketIoServer.builder()
            .port(0)
            .host("127.0.0.1")
            .broker("none")
            .handlers(mode)
            .middleware(socket -> socket.join("early"))
            .build();
  }

  /** Records the calls. */
  private final class Recorder implements SocketObserver {

    private void add(Socket socket, String text) {
      String thread = Thread.currentThread().getName();
      seen.add(
          text.replace(socket.id(), "ID")
              + (thread.startsWith("sidecast-handler") ? "" : " on " + thread));
    }

    @Override
    public void connected(Socket socket, Set<String> rooms) {
      var sorted = new TreeSet<String>();
      rooms.forEach(room -> sorted.add(room.equals(socket.id()) ? "ID" : room));
      add(socket, "connected " + sorted + " " + socket.transport());
    }

    @Override
    public void disconnected(Socket socket, DisconnectReason reason) {
      add(socket, "disconnected " + reason);
    }

    @Override
    public void joined(Socket socket, String room) {
      add(socket, "joined " + room);
    }

    @Override
    public void left(Socket socket, String room) {
      add(socket, "left " + room);
    }

    @Override
    public void upgraded(Socket socket) {
      add(socket, "upgraded " + socket.transport());
    }

    @Override
    public void received(Socket socket, ObservedEvent event) {
      add(socket, "received " + event.name() + event.arguments());
      if (event.name().equals("fail")) {
        throw new IllegalStateException("by the observer");
      }
    }

    @Override
    public void sent(Socket socket, ObservedEvent event) {
      add(socket, "sent " + event.name() + event.arguments());
    }

    @Override
    public void missed(long count) {
      seen.add("missed " + count);
    }
  }

  @BeforeEach
  void start() {
    server.on(
        "join",
        String.class,
        (socket, room) -> {
          socket.join(room);
          socket.join(room);
        });
    server.on("leave", String.class, (socket, room) -> socket.leave(room));
    server.start();
  }

  @AfterEach
  void close() {
    release.countDown();
    server.close();
  }

  private String next() throws InterruptedException {
    return seen.poll(30, TimeUnit.SECONDS);
  }

  @Test
  void reportsTheLifeOfASocketInOrder() throws Exception {
    server.observe(new Recorder());
    try (var client = new WireClient(server)) {
      String id = client.connect("");
      assertThat(next()).isEqualTo("connected [ID, early] websocket");
      client.send("2[\"join\",\"tea\"]");
      assertThat(next()).isEqualTo("received join[\"tea\"]");
      assertThat(next()).isEqualTo("joined tea");
      server.to(id).socketsJoin("far");
      assertThat(next()).isEqualTo("joined far");
      server.to("tea").emit("hello", 1);
      assertThat(next()).isEqualTo("sent hello[1]");
      client.send("2[\"leave\",\"nowhere\"]");
      assertThat(next()).isEqualTo("received leave[\"nowhere\"]");
      client.send("2[\"leave\",\"tea\"]");
      assertThat(next()).isEqualTo("received leave[\"tea\"]");
      assertThat(next()).isEqualTo("left tea");
      client.send("1");
      assertThat(next()).isEqualTo("disconnected client namespace disconnect");
    }
  }

  @Test
  void reportsAnUpgrade() throws Exception {
    server.observe(new Recorder());
    try (var client = new UpgradingClient(server.port(), "one")) {
      client.post(List.of("40"));
      assertThat(next()).isEqualTo("connected [ID, early] polling");
      client.startPoll();
      client.readPoll();
      client.startPoll();
      client.write(client.request());
      client.readUpgrade();
      client.write(UpgradingClient.frame("2probe"));
      assertThat(client.readFrame()).isEqualTo("3probe");
      client.readPoll();
      client.write(UpgradingClient.frame("5"));
      assertThat(next()).isEqualTo("upgraded websocket");
    }
  }

  @Test
  void aCancelledObserverAndAFailingOneChangeNothing() throws Exception {
    var first = server.observe(new Recorder());
    try (var client = new WireClient(server)) {
      client.connect("");
      assertThat(next()).startsWith("connected");
      client.send("2[\"fail\"]");
      client.send("2[\"join\",\"tea\"]");
      assertThat(next()).isEqualTo("received fail[]");
      assertThat(next()).isEqualTo("received join[\"tea\"]");
      assertThat(next()).isEqualTo("joined tea");
      first.cancel();
      server.observe(new Recorder());
      client.send("2[\"join\",\"milk\"]");
      assertThat(next()).isEqualTo("received join[\"milk\"]");
      assertThat(next()).isEqualTo("joined milk"); // not twice
    }
  }

  @Test
  void aSlowObserverMissesCallsAndIsNotified() throws Exception {
    server.observe(
        new SocketObserver() {
          @Override
          public void connected(Socket socket, Set<String> rooms) {
            seen.add("connected");
            try {
              release.await();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          }

          @Override
          public void sent(Socket socket, ObservedEvent event) {
            seen.add("sent");
          }

          @Override
          public void missed(long count) {
            seen.add("missed " + count);
          }
        });
    try (var client = new WireClient(server)) {
      client.connect("");
      assertThat(next()).isEqualTo("connected");
      for (int i = 0; i < 10_005; i++) {
        server.emit("tick");
      }
      release.countDown();
      for (int i = 0; i < 10_000; i++) {
        assertThat(next()).isEqualTo("sent");
      }
      assertThat(next()).isEqualTo("missed 5");
    }
  }

  @Test
  void namespacesAreListedAndNotCreated() {
    server.of("/chat");

    assertThat(server.namespaces()).containsExactlyInAnyOrder("/", "/chat");
    assertThat(server.sockets("elsewhere")).isEmpty();
    server.inNamespace("elsewhere").emit("hello");
    assertThat(server.hasNamespace("elsewhere")).isFalse();
    try (var client = new WireClient(server);
        var other = new WireClient(server)) {
      client.connect("");
      String chat = client.connect("/chat");
      other.connect("");
      assertThat(server.sockets("/chat")).extracting(Socket::id).containsExactly(chat);
      assertThat(server.sockets()).extracting(Socket::clientId).doesNotHaveDuplicates();
      assertThat(server.sockets())
          .extracting(Socket::clientId)
          .contains(server.sockets("/chat").iterator().next().clientId());
      server.inNamespace("/chat").emit("hello");
      assertThat(client.text()).isEqualTo("2/chat,[\"hello\"]");
    }
  }
}
