package io.sidecast.broker.connection;

import io.sidecast.broker.BrokerException;
import io.sidecast.broker.Channel;
import io.sidecast.broker.ReplayLog;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
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
   * Connections call their {@link ConnectionListener} on it, except {@link
   * ConnectionListener#received} and {@link ConnectionListener#ended}, which they may call on any
   * thread. Thread-safe.
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
   * Loads the client library, which may take seconds in a new JVM. Called on the loop, once, before
   * the first {@link #open}. That call and the timeout of the opening begin when the stage settles,
   * or after one more {@link ConnectionSettings#answerTimeout}.
   *
   * @return a stage that settles on any thread; its failure has no effect; by default complete
   */
  default CompletionStage<Void> load() {
    return CompletableFuture.completedStage(null);
  }

  /**
   * Opens a connection and subscribes to channels. Called on the loop, when no other connection is
   * open. After a failure of the opening the factory closes all sockets of it.
   *
   * @param opening the opening, whose outcome the factory sets
   */
  void open(ConnectionOpening opening);

  /**
   * Converts an error of the client library to an exception with advice. Thread-safe.
   *
   * @param failure the failure of a stage or the reason of an end, perhaps within a {@link
   *     java.util.concurrent.CompletionException}; a {@link java.util.concurrent.TimeoutException}
   *     for an overdue response
   * @return a {@link BrokerException} unchanged, an exception of kind {@link
   *     BrokerException.Kind#TIMEOUT} for an overdue response, else one of the fitting kind
   */
  BrokerException exceptionOf(Throwable failure);

  /**
   * Returns the log of a message broker that keeps messages. Called once. Thread-safe.
   *
   * @return the log, which {@link #shutdown} closes; empty by default
   */
  default Optional<ReplayLog> replayLog() {
    return Optional.empty();
  }

  /**
   * Releases all threads and sockets. Called once, after {@link BrokerConnection#close} of the last
   * connection, after a failed {@link #open}, or before the first one. Thread-safe.
   *
   * @return a stage that completes when every thread and socket is released, including those of a
   *     connection that is still being opened
   */
  CompletionStage<Void> shutdown();
}
