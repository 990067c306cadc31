package io.sidecast.conformance;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;

/**
 * The test thread only. A master, its replica, and three sentinels of which two have to agree.
 *
 * @param master the server that is master at first
 * @param replica its replica
 * @param sentinels the sentinels
 */
record RedisSentinelServers(RedisServer master, RedisServer replica, List<RedisServer> sentinels)
    implements AutoCloseable {

  /** The name that the sentinels have for their master. */
  static final String NAME = "mymaster";

  /** Starts all of them; the sentinels replace a master after so many milliseconds of silence. */
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
    Awaitility.await("the sentinels to know everybody")
        .atMost(OpenNodes.PATIENCE)
        .ignoreExceptions()
        .until(() -> sentinels.stream().allMatch(RedisSentinelServers::isReady));
    return all;
  }

  /** Where they are, for a broker. */
  String uri() {
    String hosts =
        sentinels.stream().map(each -> "127.0.0.1:" + each.port()).collect(Collectors.joining(","));
    return "redis-sentinel://" + hosts + "/?master=" + NAME + "&ping_interval=500ms";
  }

  /** Makes the sentinels take another server for the master, without a word to the old one. */
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
