package io.sidecast.broker.redis;

import io.sidecast.broker.BrokerConfig;
import io.sidecast.broker.BrokerListener;
import io.sidecast.broker.BrokerOpening;
import io.sidecast.broker.BrokerProvider;
import io.sidecast.broker.connection.ReconnectingBroker;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.Executor;

/**
 * Opens brokers of Redis: of one server, of the master of sentinels, or of a Redis Cluster. The
 * schemes of Valkey, which speaks the protocol of Redis, mean the same. Thread-safe.
 */
public final class RedisBrokerProvider implements BrokerProvider {

  /** Creates a provider. {@link java.util.ServiceLoader} calls this. */
  public RedisBrokerProvider() {}

  @Override
  public Set<String> schemes() {
    return Set.of(
        "redis",
        "rediss",
        "redis-sentinel",
        "rediss-sentinel",
        "redis-cluster",
        "rediss-cluster",
        "valkey",
        "valkeys",
        "valkey-sentinel",
        "valkeys-sentinel",
        "valkey-cluster",
        "valkeys-cluster");
  }

  @Override
  public URI defaultUri() {
    return URI.create("redis://127.0.0.1:6379");
  }

  @Override
  public BrokerOpening open(BrokerConfig config, BrokerListener listener) {
    return open(config, listener, new RedisEventLoops());
  }

  @Override
  public BrokerOpening open(BrokerConfig config, BrokerListener listener, Executor loop) {
    return open(config, listener, RedisEventLoops.on(loop));
  }

  private static BrokerOpening open(
      BrokerConfig config, BrokerListener listener, RedisEventLoops loops) {
    return ReconnectingBroker.open(
        () -> RedisConnectionFactory.start(RedisOptions.of(config), loops), listener);
  }
}
