package io.sidecast.conformance.redis;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;

/**
 * A master, its replica, and three sentinels with a quorum of two. Confined to the test thread.
 *
 * @param master the server that is master at first
 * @param replica its replica
 * @param sentinels the sentinels
 */
record RedisSentinelServers(RedisServer master, RedisServer replica, List<RedisServer> sentinels)
    implements AutoCloseable {

  /** The name under which the sentinels monitor their master. */
  static final String NAME = "mymaster";

  /**
   * Starts all servers. The sentinels replace a master that is silent for {@code downAfter}
   * milliseconds.
   */
  static RedisSentinelServers start(int downAfter) {
    RedisServer master = RedisServer.start();
    RedisServer replica =
        RedisServer.start("--replicaof", "127.0.0.1", Integer.toString(master.port()));
    var sentinels =
        IntStream.range(0, 3)
            .mapToObj(
                i ->
                    RedisServer.startSentinel(
                        "sentinel monitor " + NAME + " 127.0.0.1 " + master.port() + " 2",
                        "sentinel down-after-milliseconds " + NAME + " " + downAfter,
                        "sentinel failover-timeout " + NAME + " 5000"))
            .toList();
    var all = new RedisSentinelServers(master, replica, sentinels);
    Awaitility.await("the sentinels to see all servers")
        .atMost(OpenNodes.MAX_WAIT)
        .ignoreExceptions()
        .until(() -> sentinels.stream().allMatch(RedisSentinelServers::isReady));
    return all;
  }

  /** Returns the URI of the sentinels for a broker. */
  String uri() {
    String hosts =
        sentinels.stream().map(each -> "127.0.0.1:" + each.port()).collect(Collectors.joining(","));
    return "redis-sentinel://" + hosts + "/?master=" + NAME + "&ping_interval=500ms";
  }

  /** Makes the sentinels monitor another server as master without reconfiguring the old one. */
  void name(RedisServer other) {
    for (RedisServer sentinel : sentinels) {
      sentinel.cli("SENTINEL", "REMOVE", NAME);
      sentinel.cli("SENTINEL", "MONITOR", NAME, "127.0.0.1", Integer.toString(other.port()), "2");
    }
  }

  @Override
  public void close() {
    sentinels.forEach(sentinel -> sentinel.process().stop());
    replica.process().stop();
    master.process().stop();
  }

  private static boolean isReady(RedisServer sentinel) {
    return sentinel.cli("SENTINEL", "CKQUORUM", NAME).startsWith("OK 3")
        && sentinel.cli("SENTINEL", "REPLICAS", NAME).contains("master-link-status\nok");
  }
}
