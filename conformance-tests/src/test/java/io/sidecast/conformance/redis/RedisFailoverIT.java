package io.sidecast.conformance.redis;

import io.sidecast.conformance.chaos.FailoverRun;
import java.util.Collections;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Tests of nodes over Redis with sentinels and over a Redis Cluster whose topology changes.
 * Confined to the test thread.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class RedisFailoverIT {

  private static final int DOWN_AFTER_MILLIS = 1_000;
  private static final String[] QUICK = {"--cluster-node-timeout", "1500"};
  private static final int SLOTS = 1_000;

  /** The sentinels promote the replica, and the nodes follow. */
  @Test
  void nodesFollowTheSentinels() {
    try (var redis = RedisSentinelServers.start(DOWN_AFTER_MILLIS);
        var run = new FailoverRun("redis-sentinel", Collections.nCopies(3, redis.uri()))) {
      run.fault("master killed", () -> redis.master().process().kill());
      run.fault("old master back", () -> redis.master().process().start());
      run.verify();
    }
  }

  /** Subscriptions follow their slots, and the replica of a dead master takes its slots. */
  @Test
  void nodesFollowTheSlots() {
    try (var redis = RedisClusterServers.start(QUICK)) {
      RedisServer victim = redis.servers().get(0);
      redis.addReplica(victim, QUICK);
      String uri = redis.uri("redis-cluster").toString();
      try (var run = new FailoverRun("redis-cluster", Collections.nCopies(3, uri))) {
        run.fault("slots moved", () -> redis.reshard(0, 1, SLOTS));
        run.fault("master killed", () -> victim.process().kill());
        run.fault("old master back", () -> victim.process().start());
        run.verify();
      }
    }
  }
}
