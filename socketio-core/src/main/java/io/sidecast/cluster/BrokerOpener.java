package io.sidecast.cluster;

import io.sidecast.broker.Broker;
import io.sidecast.broker.BrokerListener;
import java.util.concurrent.CompletionStage;

/** Opens the broker that was chosen. */
@FunctionalInterface
public interface BrokerOpener {

  /**
   * Opens it.
   *
   * @param listener as for {@link io.sidecast.broker.BrokerProvider#open}
   * @return as of {@link io.sidecast.broker.BrokerProvider#open}
   */
  CompletionStage<Broker> open(BrokerListener listener);
}
