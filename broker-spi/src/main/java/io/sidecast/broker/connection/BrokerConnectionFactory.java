package io.sidecast.broker.connection;

import io.sidecast.broker.BrokerException;
import io.sidecast.broker.Channel;
import io.sidecast.broker.ReplayLog;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;

/**
 * Opens the connections of one {@link ReconnectingBroker}, one at a time, and owns all its threads.
 * No method blocks. Thread-safe, except {@link #open}, which is called on the {@linkplain #loop
 * loop}.
 *
 * @since 0.1.0
 */
public interface BrokerConnectionFactory {

  /**
   * Returns the settings of the broker. Thread-safe.
   *
   * @return the same value for the life of the factory
   */
  ConnectionSettings settings();

  /**
   * Returns the executor that confines the state of the broker and of its connections. Its thread
   * must never block; it may wait inside the client library if each new task ends the wait at once.
   * Connections call their {@link ConnectionListener} on it. Thread-safe.
   *
   * @return an executor with one thread, the same for the life of the factory
   */
  ScheduledExecutorService loop();

  /**
   * Returns the name of a channel at the message broker. Thread-safe.
   *
   * @param channel the channel
   * @return a name that is unique among the channels of all prefixes
   */
  String nameOf(Channel channel);

  /**
   * Opens a connection and subscribes to channels. Called on the loop, when no other connection is
   * open or being opened. The stage fails with a {@link BrokerException} within {@link
   * io.sidecast.broker.BrokerConfig#timeout()}; after a failure no socket remains open.
   *
   * @param names the names of the channels to subscribe to, see {@link #nameOf}
   * @param listener the listener of this connection, called from now on
   * @return a stage that completes on the loop with a connection on which the subscriptions to all
   *     these channels are in force
   */
  CompletionStage<BrokerConnection> open(Collection<String> names, ConnectionListener listener);

  /**
   * Returns the log of a message broker that keeps messages. Called once. Thread-safe.
   *
   * @return the log, which {@link #shutdown} closes; empty by default
   */
  default Optional<ReplayLog> replayLog() {
    return Optional.empty();
  }

  /**
   * Releases all threads and sockets. Called once, after {@link BrokerConnection#end} of the last
   * connection or after a failed {@link #open}; an opening may still be in progress. Thread-safe.
   *
   * @return a stage that completes when every thread and socket is released, including those of a
   *     connection that is still being opened
   */
  CompletionStage<Void> shutdown();
}
