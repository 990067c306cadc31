package io.sidecast.broker;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A broker that is being opened, see {@link BrokerProvider#open}. Thread-safe.
 *
 * @param broker a stage that completes with a connected broker, on a thread of the broker
 * @param canceller the action of {@link #cancel}; idempotent, does not block, and has no effect on
 *     a broker that is open
 * @since 0.1.0
 */
public record BrokerOpening(CompletionStage<Broker> broker, Runnable canceller) {

  /**
   * Creates an opening that has failed.
   *
   * @param failure the reason
   * @return an opening whose stage has failed
   */
  public static BrokerOpening failed(BrokerException failure) {
    return new BrokerOpening(CompletableFuture.failedStage(failure), () -> {});
  }

  /**
   * Ends the attempt to open the broker. The stage then fails as {@link
   * BrokerException.Kind#CLOSED} as soon as all threads and sockets are released, without waiting
   * for the message broker. An opening that completes at the same moment completes with a broker
   * that must be closed. Does not block.
   */
  public void cancel() {
    canceller.run();
  }
}
