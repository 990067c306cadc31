package io.sidecast.broker.redis;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** I/O thread only. Knows which servers are masters now, by asking whoever decides that. */
interface RedisTopology {

  /**
   * Asks anew.
   *
   * @return a stage with the masters, each under the first of the slots that it serves; empty while
   *     nobody is master. It fails if nobody could tell.
   */
  CompletionStage<NavigableMap<Integer, RedisURI>> masters();

  /** How the servers that the user named belong together. */
  static RedisTopology of(RedisAddress address, RedisClient client) {
    return switch (address.topology()) {
      case STANDALONE -> () -> CompletableFuture.completedStage(only(address.servers().get(0)));
      case SENTINEL -> new RedisSentinel(address, client);
      case CLUSTER -> new RedisCluster(address, client);
    };
  }

  /** One master for everything. */
  static NavigableMap<Integer, RedisURI> only(RedisURI master) {
    return new TreeMap<>(Map.of(0, master));
  }
}
