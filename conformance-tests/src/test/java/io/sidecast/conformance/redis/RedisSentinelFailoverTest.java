package io.sidecast.conformance.redis;

import static io.sidecast.broker.BrokerState.DOWN;
import static io.sidecast.broker.BrokerState.RESTORED;
import static io.sidecast.conformance.BrokerHarness.room;
import static io.sidecast.conformance.OfKind.ofKind;
import static org.assertj.core.api.Assertions.assertThat;

import io.sidecast.broker.BrokerException;
import io.sidecast.broker.BrokerException.Kind;
import io.sidecast.broker.BrokerState;
import io.sidecast.broker.Channel;
import io.sidecast.broker.redis.RedisBrokerProvider;
import io.sidecast.conformance.HarnessNode;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Tests of broker-redis with real sentinels that select another master. Confined to the test
 * thread.
 */
@Tag("slow")
class RedisSentinelFailoverTest {

  private static final Channel ROOM = room("failover");
  private static final int AT_ONCE = 1_000;
  private static final int NEVER = 3_600_000;

  private final OpenNodes nodes = new OpenNodes(new RedisBrokerProvider());

  @Test
  void deadMasterIsReplaced() {
    try (var redis = RedisSentinelServers.start(AT_ONCE);
        nodes) {
      List<HarnessNode> both = subscribed(redis);
      var lost = OpenNodes.publishOnceDown(both.get(0), ROOM);
      redis.master().process().stop();
      assertThat(HarnessNode.failure(lost, OpenNodes.MAX_WAIT)).is(ofKind(Kind.UNAVAILABLE));
      assertAtTheReplica(redis, both);
      redis.master().process().start();
      nodes.assertConnected(both, ROOM);
      assertListeners(redis.replica(), 2);
    }
  }

  /**
   * The connections of the frozen master stay open, and it accepts publishes again when it resumes.
   */
  @Test
  void frozenMasterIsReplacedAndLeft() {
    try (var redis = RedisSentinelServers.start(AT_ONCE);
        nodes) {
      List<HarnessNode> both = subscribed(redis);
      redis.master().process().pause();
      awaitAll(both, RESTORED, 1);
      redis.master().process().resume();
      nodes.assertConnected(both, ROOM);
      assertListeners(redis.replica(), 2);
    }
  }

  /**
   * The demoted master keeps the nodes' connections open, and every publish to it would succeed.
   */
  @Test
  void demotedMasterThatAcceptsConnectionsIsLeft() {
    try (var redis = RedisSentinelServers.start(NEVER);
        nodes) {
      List<HarnessNode> both = subscribed(redis);
      redis.replica().cli("REPLICAOF", "NO", "ONE");
      redis.master().cli("REPLICAOF", "127.0.0.1", Integer.toString(redis.replica().port()));
      awaitAll(both, DOWN, 1);
      assertThat(redis.master().cli("PUBLISH", "anything", "is taken")).isEqualTo("0");
      redis.name(redis.replica());
      assertAtTheReplica(redis, both);
      assertListeners(redis.master(), 0);
    }
  }

  /** The old server still reports itself as master, as if it were cut off from the sentinels. */
  @Test
  void masterThatTheSentinelsGaveUpIsLeft() {
    try (var redis = RedisSentinelServers.start(NEVER);
        nodes) {
      List<HarnessNode> both = subscribed(redis);
      redis.replica().cli("REPLICAOF", "NO", "ONE");
      redis.name(redis.replica());
      assertAtTheReplica(redis, both);
      assertListeners(redis.master(), 0);
    }
  }

  @Test
  void oneSentinelIsEnoughAndHasAPasswordOfItsOwn() {
    try (var redis = RedisSentinelServers.start(NEVER);
        nodes) {
      redis.sentinels().get(0).process().stop();
      redis.sentinels().get(1).process().stop();
      redis.sentinels().get(2).cli("ACL", "SETUSER", "default", "resetpass", ">open+sesame");
      BrokerException failure = nodes.openFailure(redis.uri());
      assertThat(failure).is(ofKind(Kind.REFUSED));
      assertThat(failure).hasMessageContaining("sentinel_password");
      HarnessNode node = nodes.open(redis.uri() + "&sentinel_password=open%2Bsesame");
      node.subscribe(ROOM);
      nodes.assertConnected(List.of(node), ROOM);
    }
  }

  @Test
  void unknownMasterIsBadConfig() {
    try (var redis = RedisSentinelServers.start(NEVER);
        nodes) {
      BrokerException failure = nodes.openFailure(redis.uri().replace("mymaster", "other"));
      assertThat(failure).is(ofKind(Kind.BAD_CONFIG));
      assertThat(failure).hasMessageContaining("'other'");
    }
  }

  private List<HarnessNode> subscribed(RedisSentinelServers redis) {
    List<HarnessNode> both = List.of(nodes.open(redis.uri()), nodes.open(redis.uri()));
    both.forEach(node -> node.subscribe(ROOM));
    nodes.assertConnected(both, ROOM);
    return both;
  }

  private void assertAtTheReplica(RedisSentinelServers redis, List<HarnessNode> both) {
    awaitAll(both, RESTORED, 1);
    nodes.assertConnected(both, ROOM);
    assertListeners(redis.replica(), both.size());
  }

  private static void awaitAll(List<HarnessNode> nodes, BrokerState state, int times) {
    nodes.forEach(node -> node.awaitState(state, times));
  }

  /** Asserts the number of subscriptions that Redis counts. */
  private static void assertListeners(RedisServer server, int count) {
    String name = OpenNodes.PREFIX + ":room:" + ROOM.name();
    assertThat(server.cli("PUBSUB", "NUMSUB", name)).isEqualTo(name + "\n" + count);
  }
}
