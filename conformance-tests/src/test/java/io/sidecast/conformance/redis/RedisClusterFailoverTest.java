package io.sidecast.conformance.redis;

import static io.sidecast.broker.BrokerState.RESTORED;
import static io.sidecast.conformance.BrokerHarness.room;
import static io.sidecast.conformance.OfKind.ofKind;
import static org.assertj.core.api.Assertions.assertThat;

import io.sidecast.broker.BrokerException;
import io.sidecast.broker.BrokerException.Kind;
import io.sidecast.broker.Channel;
import io.sidecast.broker.redis.RedisBrokerProvider;
import io.sidecast.conformance.BrokerProgram;
import io.sidecast.conformance.ChildProcessBroker;
import io.sidecast.conformance.HarnessNode;
import io.sidecast.conformance.LocalPrograms;
import io.sidecast.conformance.NumberedStream;
import io.sidecast.conformance.Ports;
import io.sidecast.conformance.TemporaryFolder;
import io.sidecast.examples.brokers.RedisProgram;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import redis.embedded.core.ExecutableProvider;

/**
 * Tests of broker-redis over a real Redis Cluster whose topology changes. Confined to the test
 * thread.
 */
@Tag("slow")
class RedisClusterFailoverTest {

  private static final String[] QUICK = {"--cluster-node-timeout", "1500"};

  private final OpenNodes nodes = new OpenNodes(new RedisBrokerProvider());

  /** A slot moves back and forth; only messages published around DOWN may be missing. */
  @Test
  void slotMovesUnderALiveSubscription() {
    Channel room = room("moving");
    try (var cluster = RedisClusterServers.start(QUICK);
        nodes) {
      List<HarnessNode> both = opened(cluster, List.of(room));
      var stream = new NumberedStream(both.get(0), room);
      var lost = new ArrayList<NumberedStream.Gap>();
      for (int round = 1; round <= 4; round++) {
        stream.publish(200);
        both.get(1).awaitFence(room, stream.last());
        int from = stream.next();
        stream.start(200);
        List<Integer> restored =
            both.stream().map(node -> node.received().count(RESTORED)).toList();
        String name = nameOf(room);
        cluster.move(name, cluster.notOwner(name));
        for (int i = 0; i < both.size(); i++) {
          both.get(i).awaitState(RESTORED, restored.get(i) + 1);
        }
        stream.settle(OpenNodes.MAX_WAIT);
        lost.add(new NumberedStream.Gap(from, stream.next()));
        assertListeners(cluster, room, both.size());
      }
      stream.publish(200);
      for (HarnessNode node : both) {
        node.awaitFence(room, stream.last());
        var received = node.texts(room).stream().filter(text -> !text.startsWith("fence")).toList();
        stream.assertInOrder(received, lost);
      }
    }
  }

  /**
   * Hundreds of slots move with the tool that operators use; afterwards every subscription is at
   * its master.
   */
  @Test
  void reshardingUnderLiveSubscriptions() {
    var rooms = IntStream.range(0, 60).mapToObj(i -> room("r" + i)).toList();
    try (var cluster = RedisClusterServers.start(QUICK);
        nodes) {
      List<HarnessNode> both = opened(cluster, rooms);
      cluster.reshard(0, 1, 1_500);
      rooms.forEach(room -> assertListeners(cluster, room, both.size()));
      rooms.forEach(room -> nodes.assertConnected(both, room));
    }
  }

  /** Until the replica of a stopped master is promoted, publishes fail; afterwards they succeed. */
  @Test
  void deadMasterIsReplaced() {
    var rooms = IntStream.range(0, 20).mapToObj(i -> room("r" + i)).toList();
    try (var cluster = RedisClusterServers.start(QUICK);
        nodes) {
      RedisServer victim = cluster.servers().get(0);
      cluster.addReplica(victim, QUICK);
      List<HarnessNode> both = opened(cluster, rooms);
      var lost = OpenNodes.publishOnceDown(both.get(0), rooms.get(0));
      victim.process().stop();
      assertThat(HarnessNode.failure(lost, OpenNodes.MAX_WAIT)).is(ofKind(Kind.UNAVAILABLE));
      both.forEach(node -> node.awaitState(RESTORED, 1));
      rooms.forEach(room -> nodes.assertConnected(both, room));
      rooms.forEach(room -> assertListeners(cluster, room, both.size()));
    }
  }

  @Test
  void serverOutsideAClusterIsRefused() {
    RedisServer alone = RedisServer.start();
    try (nodes) {
      BrokerException failure = nodes.openFailure("redis-cluster://127.0.0.1:" + alone.port());
      assertThat(failure).is(ofKind(Kind.BAD_CONFIG));
      assertThat(failure).hasMessageContaining("cluster-enabled").hasMessageContaining("redis://");
    } finally {
      alone.process().stop();
    }
  }

  /** The Redis in the jar is older than sharded publish/subscribe. */
  @Test
  void olderServerIsRefused() throws IOException {
    Path folder = TemporaryFolder.create("redis");
    Path old = ExecutableProvider.newJarResourceProvider(folder.toFile()).get().toPath();
    BrokerProgram program = LocalPrograms.forKit(RedisProgram.of(old, portOfOldCluster(), folder));
    var command =
        Stream.concat(program.command().stream(), Stream.of("--cluster-enabled", "yes")).toList();
    var redis = new ChildProcessBroker(program.withCommand(command));
    try (nodes) {
      String uri = program.uri().toString().replace("redis:", "redis-cluster:");
      BrokerException failure = nodes.openFailure(uri);
      assertThat(failure).is(ofKind(Kind.BAD_CONFIG));
      assertThat(failure).hasMessageContaining("Redis 7");
    } finally {
      redis.stop();
    }
  }

  /**
   * Finds a free port for a server that also uses the port 10,000 higher, which must not be in the
   * range of outgoing connections.
   */
  private static int portOfOldCluster() {
    return IntStream.generate(Ports::free).filter(port -> port < 22_000).findFirst().orElseThrow();
  }

  /**
   * Opens two nodes. The long ping interval shows that the broker reacts to messages of the
   * servers, and not to its own regular checks.
   */
  private List<HarnessNode> opened(RedisClusterServers cluster, List<Channel> rooms) {
    String uri = cluster.uri("redis-cluster") + "?ping_interval=60s";
    List<HarnessNode> both = List.of(nodes.open(uri), nodes.open(uri));
    both.forEach(node -> node.subscribe(rooms.toArray(Channel[]::new)));
    rooms.forEach(room -> nodes.assertConnected(both, room));
    return both;
  }

  private static String nameOf(Channel room) {
    return OpenNodes.PREFIX + ":room:" + room.name();
  }

  /**
   * Asserts that Redis counts one subscription of each node, at the master that serves the slot.
   */
  private static void assertListeners(RedisClusterServers cluster, Channel room, int count) {
    String name = nameOf(room);
    Awaitility.await(name + " to be subscribed")
        .atMost(OpenNodes.MAX_WAIT)
        .untilAsserted(
            () ->
                assertThat(cluster.owner(name).cli("PUBSUB", "SHARDNUMSUB", name))
                    .isEqualTo(name + "\n" + count));
  }
}
