package io.sidecast.examples.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sidecast.SocketIoServer;
import io.sidecast.junit.ConnectError;
import io.sidecast.junit.SidecastExtension;
import io.sidecast.junit.TestClient;
import io.sidecast.junit.TestClients;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * The migrated chat with the official Java client, without a broker. Confined to the test thread.
 */
class MigratedChatTest {

  private static ConfigurableApplicationContext application;

  @RegisterExtension
  static final SidecastExtension sidecast =
      SidecastExtension.of(() -> application.getBean(SocketIoServer.class));

  @BeforeAll
  static void start() {
    application =
        SpringApplication.run(
            ChatApplication.class,
            "--server.port=0",
            "--server.address=127.0.0.1",
            "--sidecast.server.host=127.0.0.1",
            "--sidecast.server.port=0",
            "--sidecast.broker.uri=none");
  }

  @AfterAll
  static void stop() {
    application.close();
  }

  @Test
  void messagesReachTheRoomAndOneUser(TestClients clients) {
    TestClient ada = of(clients, "token-ada").connect();
    TestClient bob = of(clients, "token-bob").connect();
    assertThat(ada.emitWithAck("join", "tea").as(String.class)).isEqualTo("tea");
    assertThat(bob.emitWithAck("join", "tea").as(String.class)).isEqualTo("tea");
    assertThat(ada.expectNext("joined")).hasToString("joined[\"tea\",\"Bob\"]");
    assertThat(say(bob, "tea", "hello")).isEqualTo("ok");
    for (TestClient each : List.of(ada, bob)) {
      assertThat(each.expectNext("said").as(ChatHandlers.Said.class).text()).isEqualTo("hello");
    }
    assertThat(bob.emitWithAck("whisper", "Ada", "psst").size()).isZero();
    assertThat(ada.expectNext("whispered")).hasToString("whispered[\"Bob\",\"psst\"]");
    bob.close();
    assertThat(ada.expectNext("left")).hasToString("left[\"tea\",\"Bob\"]");
  }

  @Test
  void aBlankMessageIsNotSent(TestClients clients) {
    TestClient ada = of(clients, "token-ada").connect();
    ada.emitWithAck("join", "coffee");
    assertThat(say(ada, "coffee", " ")).isEqualTo("empty");
    assertThat(say(ada, "coffee", "fence")).isEqualTo("ok");
    assertThat(ada.expectNext("said").as(ChatHandlers.Said.class).text()).isEqualTo("fence");
  }

  /** The room of a user receives whispers. */
  @Test
  void theRoomOfAUserCannotBeJoined(TestClients clients) {
    TestClient ada = of(clients, "token-ada").connect();
    TestClient bob = of(clients, "token-bob").connect();
    bob.emit("join", "user Ada");
    assertThat(bob.emitWithAck("whisper", "Ada", "psst").size()).isZero();
    assertThat(ada.expect("whispered")).hasToString("whispered[\"Bob\",\"psst\"]");
    bob.expectNothing();
  }

  @Test
  void anUnknownTokenIsRefused(TestClients clients) {
    ConnectError error = of(clients, "token-eve").connectError();
    assertThat(error.message()).isEqualTo("unauthorized");
    assertThatThrownBy(() -> error.data(Object.class)).isInstanceOf(AssertionError.class);
  }

  private static String say(TestClient client, String room, String text) {
    return client.emitWithAck("say", new ChatHandlers.Message(room, text)).as(String.class);
  }

  /** Clients as browsers connect them, with long-polling first. */
  private static TestClients of(TestClients clients, String token) {
    return clients.query("token=" + token).transports("polling", "websocket");
  }
}
