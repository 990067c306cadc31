package io.sidecast.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.sidecast.cluster.ClusterSettings.OutboxLimit;
import io.sidecast.cluster.ClusterSettings.Part;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GreetingsTest {

  private static final int BUCKETS = 8;

  private final NodeInfo self = node("node-0");
  private final ClusterThread thread = new ClusterThread(self.id());
  private final Membership membership =
      new Membership(self.id(), Duration.ofMinutes(5), ClusterEvents.NONE);
  private final Greetings greetings = greetings();

  @AfterEach
  void end() {
    thread.end();
  }

  private static NodeInfo node(String id) {
    return new NodeInfo(new NodeId(id), Instant.EPOCH, "a test");
  }

  private static Presence presence(NodeInfo node) {
    return new Presence(0, node, BUCKETS, Fallback.NONE);
  }

  private Greetings greetings() {
    var settings =
        new ClusterSettings(
            self,
            Duration.ofMinutes(1),
            Duration.ofMinutes(5),
            OutboxLimit.DEFAULT,
            new Part(true, BUCKETS, 0),
            ClusterEvents.NONE);
    var outbox = new Outbox(new ManualBroker(), settings, thread, new Counters());
    return new Greetings(
        () -> presence(self),
        true,
        outbox,
        new Greetings.Acquaintances(
            membership, new FallbackNodes(settings.nodeTimeout()), node -> {}));
  }

  @Test
  void whoHasArrivedKnowsEverybody() throws Exception {
    NodeInfo first = node("node-1");
    NodeInfo last = node("node-2");
    var known = greetings.arrive(thread).thenApply(done -> membership.ids()).toCompletableFuture();
    CompletableFuture.runAsync(() -> {}, thread).get(20, TimeUnit.SECONDS); // hello has been said
    greetings.onWelcome(new Message.Welcome(presence(first), Set.of(self.id(), last.id())));
    greetings.onWelcome(new Message.Welcome(presence(last), Set.of(self.id(), first.id())));
    assertThat(known.get(20, TimeUnit.SECONDS)).containsExactlyInAnyOrder(first.id(), last.id());
  }
}
