package io.sidecast;

import static org.assertj.core.api.Assertions.assertThat;

import io.sidecast.socket.ConnectRefusedException;
import io.sidecast.socket.HandlerMode;
import io.sidecast.socket.LateSender;
import io.sidecast.socket.Socket;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Packets that a thread sends after the end of a socket, because it checked the socket before. */
@ParameterizedClass
@EnumSource(HandlerMode.class)
@Tag("slow")
class LatePacketsTest {

  private final BlockingQueue<Socket> seen = new LinkedBlockingQueue<>();
  private final Queue<String> received = new ArrayDeque<>();
  private final SocketIoServer server;

  LatePacketsTest(HandlerMode mode) {
    server =
        SocketIoServer.builder().port(0).host("127.0.0.1").broker("none").handlers(mode).build();
  }

  @BeforeEach
  void start() {
    server.use(
        socket -> {
          seen.add(socket);
          if (socket.handshake().auth().get("refuse").bool().orElse(false)) {
            socket.emit("before the refusal");
            throw new ConnectRefusedException("no");
          }
        });
    server.onConnection(socket -> socket.on("echo", (args, ack) -> ack.send(args.all().toArray())));
    server.start();
  }

  @AfterEach
  void close() {
    server.close();
  }

  private Socket socket() throws InterruptedException {
    Socket socket = seen.poll(20, TimeUnit.SECONDS);
    assertThat(socket).as("a socket within 20 s").isNotNull();
    return socket;
  }

  private String next(LightClient client) throws Exception {
    if (received.isEmpty()) {
      received.addAll(List.of(client.next().split("\u001e")));
    }
    return received.remove();
  }

  /** Reconnects and checks that no packet of the previous socket arrives. */
  private void connectsAgain(LightClient client, Socket old) throws Exception {
    client.send(List.of("40"));
    assertThat(next(client)).startsWith("40");
    LateSender.emit(old, "after CONNECT");
    client.send(List.of("42777[\"echo\",\"fence\"]"));
    assertThat(next(client)).isEqualTo("43777[\"fence\"]");
    assertThat(socket().isConnected()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"websocket", "polling"})
  void areDroppedAfterTheServerDisconnectedTheSocket(String transport) throws Exception {
    try (var client = LightClient.connect(server.port(), transport)) {
      Socket old = socket();
      old.emit("before");
      LateSender.emit(old, "also before");
      old.disconnect();
      LateSender.emit(old, "after DISCONNECT");
      assertThat(next(client)).isEqualTo("42[\"before\"]");
      assertThat(next(client)).isEqualTo("42[\"also before\"]");
      assertThat(next(client)).isEqualTo("41");
      LateSender.emit(old, "later");
      connectsAgain(client, old);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"websocket", "polling"})
  void areDroppedAfterTheClientLeft(String transport) throws Exception {
    try (var client = LightClient.connect(server.port(), transport)) {
      Socket old = socket();
      old.emit("before");
      assertThat(next(client)).isEqualTo("42[\"before\"]");
      client.send(List.of("41"));
      connectsAgain(client, old);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"websocket", "polling"})
  void areDroppedAfterAMiddlewareRefusedTheSocket(String transport) throws Exception {
    try (var client = LightClient.open(server.port(), transport)) {
      client.send(List.of("40{\"refuse\":true}"));
      assertThat(next(client)).isEqualTo("42[\"before the refusal\"]");
      assertThat(next(client)).isEqualTo("44{\"message\":\"no\"}");
      Socket old = socket();
      LateSender.emit(old, "after CONNECT_ERROR");
      connectsAgain(client, old);
    }
  }

  /** The client disconnects and reconnects while a thread of the server ends the socket. */
  @ParameterizedTest
  @ValueSource(strings = {"websocket", "polling"})
  void areDroppedIfTheClientReturnsBeforeDisconnectIsSent(String transport) throws Exception {
    try (var client = LightClient.connect(server.port(), transport)) {
      Socket old = socket();
      LateSender.endWithoutPacket(old);
      client.send(List.of("41", "40"));
      assertThat(next(client)).startsWith("40");
      LateSender.emit(old, "before DISCONNECT");
      LateSender.disconnect(old);
      client.send(List.of("42777[\"echo\",\"fence\"]"));
      assertThat(next(client)).isEqualTo("43777[\"fence\"]");
      assertThat(socket().isConnected()).isTrue();
    }
  }
}
