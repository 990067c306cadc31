package io.sidecast.conformance;

import io.sidecast.broker.BrokerConfig;
import io.sidecast.broker.BrokerListener;
import io.sidecast.broker.BrokerOpening;
import io.sidecast.broker.BrokerProvider;
import java.net.URI;
import java.util.Set;

/**
 * The reference broker as a service of the tests: all servers in this JVM with the address {@code
 * memory://} share one bus. Thread-safe.
 */
public final class SharedMemoryProvider implements BrokerProvider {

  /** The bus that all servers share. */
  public static final MemoryBus BUS = new MemoryBus(false);

  /** The address whose connections the faults of {@link #BUS} affect. */
  public static final String FAULTY = BUS.entrance(MemoryBus.DIRECT).toString();

  /** The address that no fault affects. */
  public static final String DIRECT = MemoryBus.DIRECT.toString();

  private final BrokerProvider provider = new MemoryBrokerProvider(BUS);

  /** Creates the provider for the service loader. */
  public SharedMemoryProvider() {}

  @Override
  public Set<String> schemes() {
    return provider.schemes();
  }

  @Override
  public URI defaultUri() {
    return provider.defaultUri();
  }

  @Override
  public BrokerOpening open(BrokerConfig config, BrokerListener listener) {
    return provider.open(config, listener);
  }
}
