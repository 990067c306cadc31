package io.sidecast.broker.nats;

import io.sidecast.broker.BrokerConfig;
import io.sidecast.broker.BrokerListener;
import io.sidecast.broker.BrokerOpening;
import io.sidecast.broker.BrokerProvider;
import io.sidecast.broker.connection.ReconnectingBroker;
import java.net.URI;
import java.util.Set;

/**
 * Opens brokers of a NATS server or a NATS cluster, with core NATS. The schemes are {@code nats},
 * and {@code tls} for TLS. Thread-safe.
 */
public final class NatsBrokerProvider implements BrokerProvider {

  /** Creates a provider. {@link java.util.ServiceLoader} calls this. */
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
  public BrokerOpening open(BrokerConfig config, BrokerListener listener) {
    return ReconnectingBroker.open(
        () -> new NatsConnectionFactory(NatsOptions.of(config)), listener);
  }
}
