package io.sidecast.broker.connection;

import java.util.Collection;
import java.util.concurrent.CompletionStage;

/**
 * One attempt to open a {@link BrokerConnection}. {@link ReconnectingBroker} implements it, and
 * fails the attempt after {@link ConnectionSettings#answerTimeout}, at its own close, and after
 * {@link ConnectionListener#ended}. Thread-safe.
 *
 * <p>Sidecast implements this type. A minor version may add methods.
 *
 * @since 0.1.0
 */
public interface ConnectionOpening {

  /**
   * Returns the channels of the new connection.
   *
   * @return the names of the channels to subscribe to, see {@link BrokerConnectionFactory#nameOf}
   */
  Collection<String> names();

  /**
   * Returns the listener of the new connection.
   *
   * @return the listener, called from now on
   */
  ConnectionListener listener();

  /**
   * Returns whether the attempt has ended.
   *
   * @return true after its success or failure
   */
  boolean isDone();

  /**
   * Sets the outcome of the attempt. A connection that comes after the failure of the attempt is
   * closed.
   *
   * @param connection a stage that completes on any thread, with a connection on which the
   *     subscriptions to all channels are in force
   */
  void settle(CompletionStage<? extends BrokerConnection> connection);

  /**
   * Sets an action that releases resources if the attempt fails. Several actions may be set.
   *
   * @param release the action, which does not block; called on the loop, or at once if the attempt
   *     has failed already
   */
  void onFailure(Runnable release);
}
