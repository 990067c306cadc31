package io.sidecast.examples.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.boot.test.context.SpringBootTest.WebEnvironment.RANDOM_PORT;

import io.sidecast.SocketIoServer;
import io.sidecast.examples.spring.ChatHandlers.Message;
import io.sidecast.examples.spring.ChatHandlers.Said;
import io.sidecast.junit.Connect;
import io.sidecast.junit.SidecastExtension;
import io.sidecast.junit.TestClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;

/**
 * The chat with clients as parameters, the example of docs/testing.md. Confined to the test thread.
 */
@SpringBootTest(webEnvironment = RANDOM_PORT, properties = "sidecast.broker.uri=none")
class ChatTest {

  @Autowired SocketIoServer server;
  @LocalServerPort int port;

  @RegisterExtension
  final SidecastExtension sidecast = SidecastExtension.of(() -> server).port(() -> port);

  @Test
  void aMessageReachesTheRoom(
      @Connect(auth = "name=Ada") TestClient ada, TestClient bob, TestClient stranger) {
    assertThat(stranger.expect("welcome", String.class)).isEqualTo("this node");
    bob.emitWithAck("join", "tea");

    ada.emit("say", new Message("tea", "hello"));

    assertThat(bob.expect("said", Said.class).text()).isEqualTo("hello");
    stranger.expectNothing();
  }
}
