package io.sidecast.conformance;

import io.sidecast.broker.BrokerConfig;
import io.sidecast.broker.BrokerException;
import io.sidecast.broker.BrokerListener;
import io.sidecast.broker.BrokerOpening;
import io.sidecast.broker.BrokerOptions;
import io.sidecast.broker.BrokerProvider;
import java.net.URI;
import java.util.Set;

/**
 * The provider of the reference broker in memory, which defines the behaviour that the kit
 * requires. It is not registered as a service, so only explicit use selects it. Thread-safe.
 */
public final class MemoryBrokerProvider implements BrokerProvider {

  private final MemoryBus bus;

  /**
   * Creates a provider of brokers on one bus.
   *
   * @param bus the bus
   */
  public MemoryBrokerProvider(MemoryBus bus) {
    this.bus = bus;
  }

  @Override
  public Set<String> schemes() {
    return Set.of("memory");
  }

  @Override
  public URI defaultUri() {
    return MemoryBus.DIRECT;
  }

  @Override
  public BrokerOpening open(BrokerConfig config, BrokerListener listener) {
    try {
      int limit = BrokerOptions.read(config, all -> all.positive("max_envelope_bytes", 256 * 1024));
      if (config.uri().getRawUserInfo() != null) {
        return BrokerOpening.failed(
            new BrokerException(
                BrokerException.Kind.REFUSED,
                "the bus in memory has no users: remove user and password from the URI"));
      }
      if (MemoryBus.serves(config.uri())) {
        return MemoryBroker.open(new MemoryBroker.Setup(bus, config, listener, limit));
      }
      return BrokerOpening.failed(
          new BrokerException(
              BrokerException.Kind.UNAVAILABLE,
              "no broker listens at " + BrokerConfig.server(config.uri())));
    } catch (BrokerException badConfig) {
      return BrokerOpening.failed(badConfig);
    }
  }
}
