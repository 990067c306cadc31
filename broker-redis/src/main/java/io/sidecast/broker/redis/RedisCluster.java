package io.sidecast.broker.redis;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.sidecast.broker.BrokerException;
import io.sidecast.broker.BrokerException.Kind;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;

/**
 * The topology of a Redis Cluster, from the view of one of its nodes. The view of a node without
 * the majority of masters is rejected. Confined to the I/O thread.
 */
record RedisCluster(RedisAddress address, RedisDiscovery nodes) implements RedisTopology {

  private static final Set<String> UNNAMED = Set.of("null", "", "?");

  RedisCluster(RedisAddress address, RedisClient client) {
    this(address, new RedisDiscovery(client, address.servers()));
  }

  @Override
  public CompletionStage<NavigableMap<Integer, RedisURI>> masters() {
    return nodes
        .ask(this::view)
        .whenComplete(
            (masters, failure) -> {
              if (failure == null) {
                nodes.learn(masters.values());
              }
            });
  }

  private CompletionStage<NavigableMap<Integer, RedisURI>> view(
      RedisURI node, RedisAsyncCommands<String, String> redis) {
    return redis
        .info("server")
        .thenCombine(redis.clusterInfo(), RedisCluster::checked)
        .thenCombine(redis.clusterSlots(), (usable, ranges) -> masters(node, ranges));
  }

  private static boolean checked(String server, String cluster) {
    if (server.matches("(?s).*redis_version:[0-6]\\..*")) {
      throw new BrokerException(
          Kind.BAD_CONFIG, "sharded publish/subscribe needs Redis 7 or newer: use that, or redis:");
    }
    if (!cluster.contains("cluster_state:ok")) {
      throw new BrokerException(
          Kind.UNAVAILABLE, "the Redis Cluster is down, or a node is cut off: see CLUSTER INFO");
    }
    return true;
  }

  /** Returns the masters by first slot. A master without a host has that of the responding node. */
  private NavigableMap<Integer, RedisURI> masters(RedisURI asked, List<Object> ranges) {
    var masters = new TreeMap<Integer, RedisURI>();
    for (Object each : ranges) {
      var range = (List<?>) each;
      var master = (List<?>) range.get(2);
      String host = String.valueOf(master.get(0));
      boolean named = !UNNAMED.contains(host);
      masters.put(
          number(range.get(0)), address.at(named ? host : asked.getHost(), number(master.get(1))));
    }
    masters.putIfAbsent(0, masters.firstEntry().getValue());
    return masters;
  }

  private static int number(Object element) {
    return ((Number) element).intValue();
  }
}
