package io.sidecast.cluster.bus;

import io.sidecast.broker.BrokerListener;
import io.sidecast.broker.BrokerOpening;
import java.util.Optional;

/** Opens the configured broker. */
@FunctionalInterface
public interface BrokerOpener {

  /**
   * Opens the broker.
   *
   * @param listener the receiver of messages and states, see {@link
   *     io.sidecast.broker.BrokerProvider#open}
   * @return the opening, see {@link io.sidecast.broker.BrokerProvider#open}
   */
  BrokerOpening open(BrokerListener listener);

  /** Returns the event loop of the server if there is only one. */
  default Optional<HostLoop> loop() {
    return Optional.empty();
  }
}
