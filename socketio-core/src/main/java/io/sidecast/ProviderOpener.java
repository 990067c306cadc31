package io.sidecast;

import io.sidecast.broker.BrokerConfig;
import io.sidecast.broker.BrokerListener;
import io.sidecast.broker.BrokerOpening;
import io.sidecast.broker.BrokerProvider;
import io.sidecast.cluster.bus.BrokerOpener;
import io.sidecast.cluster.bus.HostLoop;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Opens the broker of a provider, on the event loop of the server if there is only one.
 * Thread-safe.
 *
 * @param provider the provider
 * @param config the configuration of the broker
 * @param singleLoop supplies the loop, from the opening on
 */
record ProviderOpener(
    BrokerProvider provider, BrokerConfig config, Supplier<Optional<HostLoop>> singleLoop)
    implements BrokerOpener {

  @Override
  public BrokerOpening open(BrokerListener listener) {
    return loop()
        .map(loop -> provider.open(config, listener, loop.executor()))
        .orElseGet(() -> provider.open(config, listener));
  }

  @Override
  public Optional<HostLoop> loop() {
    return singleLoop.get();
  }
}
