package io.sidecast.junit;

import io.sidecast.SocketIoServer;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Cases that fail, which {@link FailureMessagesTest} runs. Confined to the test thread. */
class FailingCases {

  @RegisterExtension
  static final SidecastExtension sidecast =
      SidecastExtension.server(FailingCases::install).timeout(Duration.ofSeconds(8));

  private static void install(SocketIoServer io) {
    io.onConnection(
        socket ->
            socket.on(
                "say",
                String.class,
                text -> {
                  io.emit("joined", "tea", 2);
                  io.emit("said", text);
                }));
    io.on(
        "flood",
        (socket, args, ack) -> {
          for (int i = 0; i < 3000; i++) {
            io.emit("noise", i);
          }
          io.emit("last");
        });
    io.on("leave", (socket, args, ack) -> socket.disconnect());
  }

  @Test
  void missing(TestClient ada) {
    ada.emit("say", "hello");
    ada.expect("typing");
  }

  @Test
  void inAnotherOrder(TestClient ada) {
    ada.emit("say", "hello");
    ada.expectNext("said");
  }

  @Test
  void unwanted(TestClient ada, TestClient bob) {
    ada.emit("say", "hello");
    bob.expect("joined");
    bob.expectNothing("said");
  }

  @Test
  void unwantedLater(TestClient ada, TestClient bob) {
    ada.emit("flood");
    bob.expectNothing("last");
  }

  @Test
  void unacknowledged(TestClient ada) {
    ada.emitWithAck("say", "hello");
  }

  @Test
  void ofAnotherType(TestClient ada) {
    ada.emit("say", "hello");
    ada.expect("said", Integer.class);
  }

  @Test
  void disconnected(TestClient ada) {
    ada.emit("leave");
    ada.expect("said");
  }

  @Test
  void disconnectedWithoutEvents(TestClient ada, TestClient bob) {
    ada.emit("leave");
    ada.expectDisconnect();
    ada.expectNothing();
  }

  @Test
  void refused(@Connect(namespace = "/unknown") TestClient ada) {}

  @Test
  void accepted(TestClients clients) {
    clients.connectError();
  }
}
