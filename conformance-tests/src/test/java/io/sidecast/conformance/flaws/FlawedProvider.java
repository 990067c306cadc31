package io.sidecast.conformance.flaws;

import io.sidecast.broker.BrokerConfig;
import io.sidecast.broker.BrokerListener;
import io.sidecast.broker.BrokerOpening;
import io.sidecast.broker.BrokerProvider;
import io.sidecast.broker.redis.RedisBrokerProvider;
import java.net.URI;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A provider of Redis brokers with a flaw, registered as a service of the tests so that servers in
 * processes of their own can use it: {@code swaps-two+redis://127.0.0.1:6379}. Thread-safe.
 */
public final class FlawedProvider implements BrokerProvider {

  private final BrokerProvider good = new RedisBrokerProvider();

  /** Creates the provider for the service loader. */
  public FlawedProvider() {}

  @Override
  public Set<String> schemes() {
    return Arrays.stream(ServerFlaw.values())
        .flatMap(flaw -> good.schemes().stream().map(flaw::prepended))
        .collect(Collectors.toSet());
  }

  @Override
  public URI defaultUri() {
    return URI.create(ServerFlaw.NONE.prepended(good.defaultUri().toString()));
  }

  @Override
  public BrokerOpening open(BrokerConfig config, BrokerListener listener) {
    ServerFlaw flaw = ServerFlaw.of(config.uri());
    var uri = URI.create(config.uri().toString().substring(flaw.prepended("").length()));
    return FlawedBroker.provider(good, flaw.broker())
        .open(
            new BrokerConfig(uri, config.prefix(), config.timeout(), config.properties()),
            listener);
  }
}
