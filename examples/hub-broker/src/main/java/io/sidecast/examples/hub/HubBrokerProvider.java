package io.sidecast.examples.hub;

import io.sidecast.broker.BrokerConfig;
import io.sidecast.broker.BrokerListener;
import io.sidecast.broker.BrokerOpening;
import io.sidecast.broker.BrokerProvider;
import io.sidecast.broker.connection.ReconnectingBroker;
import java.net.URI;
import java.util.Set;

/** Opens brokers of a {@link HubServer}. The scheme is {@code hub}. Thread-safe. */
public final class HubBrokerProvider implements BrokerProvider {

  /** Creates a provider. {@link java.util.ServiceLoader} calls this. */
  public HubBrokerProvider() {}

  @Override
  public Set<String> schemes() {
    return Set.of("hub");
  }

  @Override
  public URI defaultUri() {
    return URI.create("hub://127.0.0.1:" + HubOptions.DEFAULT_PORT);
  }

  @Override
  public BrokerOpening open(BrokerConfig config, BrokerListener listener) {
    return ReconnectingBroker.open(() -> new HubConnectionFactory(HubOptions.of(config)), listener);
  }
}
