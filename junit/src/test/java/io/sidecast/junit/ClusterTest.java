package io.sidecast.junit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Two servers without a broker, the second example of docs/testing.md. Confined to the test thread.
 */
@Tag("slow")
class ClusterTest {

  @RegisterExtension
  static final SidecastExtension sidecast = SidecastExtension.cluster(2, ChatTest.Chat::install);

  @Test
  void aMessageReachesTheOtherServer(TestClient ada, TestClient bob) { // on the servers 0 and 1
    bob.emitWithAck("join", "tea");

    ada.emit("say", new ChatTest.Chat.Message("tea", "hello"));

    assertThat(bob.expect("said", String.class)).isEqualTo("hello");
    bob.expectNothing();
  }

  @Test
  void fencesCreateNoNamespaceOnOtherServers(TestClients clients) {
    sidecast.server(0).of(Pattern.compile("/shop-\\d+"));
    TestClient ada = clients.server(0).namespace("/shop-1").connect();

    ada.expectNothing();

    assertThat(sidecast.server(0).hasNamespace("/shop-1")).isTrue();
    assertThat(sidecast.server(1).hasNamespace("shop-1")).isFalse();
  }

  @Test
  void eachServerHasItsClient(
      @Connect(server = 0) TestClient ada, @Connect(server = 1) TestClient bob) {
    sidecast.server(1).to(ada.id()).emit("news", 1);
    sidecast.server(0).to(bob.id()).emit("news", 2);

    assertThat(ada.expectNext("news").as(Integer.class)).isEqualTo(1);
    assertThat(bob.expectNext("news").as(Integer.class)).isEqualTo(2);
    assertThat(sidecast.server(0).nodes()).hasSize(2);
  }
}
