package io.sidecast.broker.redis;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Finds the current masters. Confined to the I/O thread. */
interface RedisTopology {

  /**
   * Requests the current masters.
   *
   * @return a stage with the masters by the first slot of each of their ranges; empty while no
   *     server is master. The stage fails if no server responds.
   */
  CompletionStage<NavigableMap<Integer, RedisURI>> masters();

  /** Creates the topology of the servers of a URI. */
  static RedisTopology of(RedisAddress address, RedisClient client) {
    return switch (address.topology()) {
      case STANDALONE -> () -> CompletableFuture.completedStage(only(address.servers().get(0)));
      case SENTINEL -> new RedisSentinel(address, client);
      case CLUSTER -> new RedisCluster(address, client);
    };
  }

  /** Returns the map of a single master. */
  static NavigableMap<Integer, RedisURI> only(RedisURI master) {
    return new TreeMap<>(Map.of(0, master));
  }
}
