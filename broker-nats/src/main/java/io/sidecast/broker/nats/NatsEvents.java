package io.sidecast.broker.nats;

import io.nats.client.Connection;
import io.nats.client.ConnectionListener;
import io.nats.client.Consumer;
import io.nats.client.ErrorListener;
import org.jspecify.annotations.Nullable;

/**
 * Receives the events of one jnats connection, and forwards them to its {@link NatsConnection}
 * after the opening. Confined to the loop, except {@link #connecting} and {@link #giveUp}, which
 * are thread-safe.
 */
final class NatsEvents implements ConnectionListener, ErrorListener {

  /**
   * The latest problems.
   *
   * @param error the latest error of the server, or null
   * @param exception the latest exception of jnats, or null
   */
  record Problems(@Nullable String error, @Nullable Exception exception) {}

  private Problems problems = new Problems(null, null);
  private @Nullable NatsConnection receiver;

  /** The thread on which jnats is connecting, null before and afterwards; guarded by this. */
  private @Nullable Thread connecting;

  /** Sets the thread on which jnats is connecting; null at the end of the attempt. */
  synchronized void connecting(@Nullable Thread thread) {
    connecting = thread;
  }

  /** Forwards later events to this connection, and discards the problems of its opening. */
  void forwardTo(NatsConnection receiver) {
    this.receiver = receiver;
    this.problems = new Problems(null, null);
  }

  Problems problems() {
    return problems;
  }

  @Override
  @SuppressWarnings("deprecation") // The interface of jnats still requires and calls it.
  public void connectionEvent(Connection connection, Events event) {
    if (receiver == null) {
      return;
    }
    switch (event) {
      case DISCONNECTED, CLOSED -> receiver.lost();
      case DISCOVERED_SERVERS -> receiver.discovered();
      case LAME_DUCK -> receiver.lameDuck();
      default -> {}
    }
  }

  @Override
  public void errorOccurred(Connection connection, String error) {
    problems = new Problems(error, problems.exception());
    if (receiver != null) {
      receiver.refused(error);
    } else {
      giveUp();
    }
  }

  @Override
  public void exceptionOccurred(Connection connection, Exception exception) {
    problems = new Problems(problems.error(), exception);
  }

  @Override
  public void slowConsumerDetected(Connection connection, Consumer consumer) {
    if (receiver != null) {
      receiver.slowConsumer();
    }
  }

  /**
   * Interrupts the attempt to connect to the present server. A server that refuses a login closes
   * the connection, but jnats would wait until the timeout. Thread-safe.
   */
  synchronized void giveUp() {
    if (connecting != null) {
      connecting.interrupt();
    }
  }
}
