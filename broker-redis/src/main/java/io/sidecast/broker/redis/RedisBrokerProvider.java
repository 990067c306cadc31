package io.sidecast.broker.redis;

import io.sidecast.broker.Broker;
import io.sidecast.broker.BrokerConfig;
import io.sidecast.broker.BrokerListener;
import io.sidecast.broker.BrokerProvider;
import io.sidecast.broker.ReconnectingBroker;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** Any thread. Opens brokers over Redis: one server, one found by sentinels, or a cluster. */
public final class RedisBrokerProvider implements BrokerProvider {

  /** Creates the provider; {@link java.util.ServiceLoader} does so. */
  public RedisBrokerProvider() {}

  @Override
  public Set<String> schemes() {
    return Set.of(
        "redis", "rediss", "redis-sentinel", "rediss-sentinel", "redis-cluster", "rediss-cluster");
  }

  @Override
  public URI defaultUri() {
    return URI.create("redis://127.0.0.1:6379");
  }

  @Override
  public CompletionStage<Broker> open(BrokerConfig config, BrokerListener listener) {
    return ReconnectingBroker.open(
        () -> RedisConnectionFactory.start(RedisOptions.of(config)), listener);
  }
}
