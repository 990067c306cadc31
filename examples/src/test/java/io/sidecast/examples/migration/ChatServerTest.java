package io.sidecast.examples.migration;

import static org.assertj.core.api.Assertions.assertThat;

import io.sidecast.SocketIoServer;
import io.sidecast.junit.ConnectError;
import io.sidecast.junit.SidecastExtension;
import io.sidecast.junit.TestClient;
import io.sidecast.junit.TestClients;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The chat with the official Java client, without a broker. Confined to the test thread. */
class ChatServerTest {

  private SocketIoServer server;

  @RegisterExtension private final SidecastExtension sidecast = SidecastExtension.of(() -> server);

  @BeforeEach
  void start() {
    var builder = SocketIoServer.builder().host("127.0.0.1").port(0).broker("none");
    server = ChatServer.create(builder).start();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void aMessageReachesTheMembersOfTheRoom(TestClients clients) {
    TestClient ada = member(clients, "token-ada");
    TestClient bob = member(clients, "token-bob");
    assertThat(ada.expect("joined")).hasToString("joined[\"tea\",\"Bob\"]");
    assertThat(ada.emitWithAck("say", message("hello"))).hasToString("say[{\"ok\":true}]");
    for (TestClient each : List.of(ada, bob)) {
      assertThat(each.expect("said", ChatServer.Said.class).text()).isEqualTo("hello");
    }
    assertThat(ada.emitWithAck("who", "tea")).hasToString("who[[\"Ada\",\"Bob\"]]");
  }

  @Test
  void onlyMembersWriteToARoom(TestClients clients) {
    TestClient ada = of(clients, "token-ada").connect();
    assertThat(ada.emitWithAck("say", message("hello")))
        .hasToString("say[{\"error\":\"join the room first\"}]");
  }

  @Test
  void theVotesOfAllMembersAreCollected(TestClients clients) {
    TestClient ada = member(clients, "token-ada");
    TestClient bob = member(clients, "token-bob");
    ada.answer("question", "yes");
    bob.answer("question", "no");
    var outcome = ada.emitWithAck("vote", message("Milk?")).as(ChatServer.Outcome.class);
    assertThat(outcome.votes()).containsExactlyInAnyOrder("yes", "no");
    assertThat(outcome.missing()).isZero();
    for (TestClient each : List.of(ada, bob)) {
      assertThat(each.expect("question", String.class)).isEqualTo("Milk?");
    }
  }

  @Test
  void theRoomIsNotifiedOfALeavingMember(TestClients clients) {
    TestClient ada = member(clients, "token-ada");
    TestClient bob = member(clients, "token-bob");
    assertThat(ada.expectNext("joined")).hasToString("joined[\"tea\",\"Bob\"]");
    bob.emit("typing", "tea");
    assertThat(ada.expectNext("typing")).hasToString("typing[\"Bob\"]");
    bob.close();
    assertThat(ada.expectNext("left"))
        .hasToString("left[\"tea\",\"Bob\",\"client namespace disconnect\"]");
  }

  @Test
  void anUnknownTokenIsRefused(TestClients clients) {
    ConnectError error = of(clients, "token-eve").connectError();
    assertThat(error.message()).isEqualTo("unauthorized");
    assertThat((Object) error.data(Map.class)).isEqualTo(Map.of("reason", "token"));
  }

  private static ChatServer.Message message(String text) {
    return new ChatServer.Message("tea", text);
  }

  private static TestClients of(TestClients clients, String token) {
    return clients.namespace("/chat").auth("token", token);
  }

  /** Connects a client that joins the room "tea". */
  private static TestClient member(TestClients clients, String token) {
    TestClient client = of(clients, token).connect();
    assertThat(client.emitWithAck("join", "tea").as(String.class)).isEqualTo("tea");
    return client;
  }
}
