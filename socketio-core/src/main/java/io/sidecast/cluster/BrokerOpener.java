package io.sidecast.cluster;

import io.sidecast.broker.Broker;
import io.sidecast.broker.BrokerListener;
import java.util.concurrent.CompletionStage;

/** Opens the configured broker. */
@FunctionalInterface
public interface BrokerOpener {

  /**
   * Opens the broker.
   *
   * @param listener the receiver of messages and states, see {@link
   *     io.sidecast.broker.BrokerProvider#open}
   * @return the stage of {@link io.sidecast.broker.BrokerProvider#open}
   */
  CompletionStage<Broker> open(BrokerListener listener);
}
