package io.sidecast.junit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.testcontainers.containers.GenericContainer;

/**
 * Two servers over a Redis in a container, an example of docs/testing.md. The build compiles it and
 * does not run it, because it needs Docker. Confined to the test thread.
 */
class ClusterOnRedis {

  private static final GenericContainer<?> REDIS =
      new GenericContainer<>("redis:7").withExposedPorts(6379);

  @RegisterExtension
  static final SidecastExtension sidecast =
      SidecastExtension.cluster(2, ChatTest.Chat::install).broker(ClusterOnRedis::uri);

  private static String uri() {
    REDIS.start();
    return "redis://" + REDIS.getHost() + ":" + REDIS.getMappedPort(6379);
  }

  @Test
  void aMessageReachesTheOtherServer(TestClient ada, TestClient bob) {
    bob.emitWithAck("join", "tea");

    ada.emit("say", new ChatTest.Chat.Message("tea", "hello"));

    assertThat(bob.expect("said", String.class)).isEqualTo("hello");
  }
}
