package io.sidecast.broker.nats;

import io.sidecast.broker.Broker;
import io.sidecast.broker.BrokerConfig;
import io.sidecast.broker.BrokerListener;
import io.sidecast.broker.BrokerProvider;
import io.sidecast.broker.ReconnectingBroker;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * Any thread. Opens brokers over NATS core, one server or a cluster, for {@code nats} and {@code
 * tls}.
 */
public final class NatsBrokerProvider implements BrokerProvider {

  /** Creates the provider; {@link java.util.ServiceLoader} does so. */
  public NatsBrokerProvider() {}

  @Override
  public Set<String> schemes() {
    return Set.of("nats", "tls");
  }

  @Override
  public URI defaultUri() {
    return URI.create("nats://127.0.0.1:4222");
  }

  @Override
  public CompletionStage<Broker> open(BrokerConfig config, BrokerListener listener) {
    return ReconnectingBroker.open(
        () -> new NatsConnectionFactory(NatsOptions.of(config)), listener);
  }
}
