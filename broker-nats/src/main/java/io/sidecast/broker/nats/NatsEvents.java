package io.sidecast.broker.nats;

import io.nats.client.Connection;
import io.nats.client.ConnectionListener;
import io.nats.client.Consumer;
import io.nats.client.ErrorListener;
import org.jspecify.annotations.Nullable;

/**
 * Receives the events of one jnats connection, and forwards them to its {@link NatsConnection}
 * after the opening. Confined to the loop, except {@link #connected}, which is thread-safe.
 */
final class NatsEvents implements ConnectionListener, ErrorListener {

  /**
   * The latest problems.
   *
   * @param error the latest error of the server, or null
   * @param exception the latest exception of jnats, or null
   */
  record Trouble(@Nullable String error, @Nullable Exception exception) {}

  private Trouble trouble = new Trouble(null, null);
  private @Nullable NatsConnection link;

  /** The thread on which jnats is connecting, null afterwards; guarded by this. */
  private @Nullable Thread connecting;

  NatsEvents(Thread connecting) {
    this.connecting = connecting;
  }

  /** Records the end of the attempt to connect, after which its thread is not interrupted. */
  synchronized void connected() {
    connecting = null;
  }

  /** Forwards later events to this connection, and discards the problems of its opening. */
  void tell(NatsConnection link) {
    this.link = link;
    this.trouble = new Trouble(null, null);
  }

  Trouble trouble() {
    return trouble;
  }

  @Override
  @SuppressWarnings("deprecation") // The interface of jnats still requires and calls it.
  public void connectionEvent(Connection connection, Events event) {
    if (link != null && (event == Events.DISCONNECTED || event == Events.CLOSED)) {
      link.lost();
    }
  }

  @Override
  public void errorOccurred(Connection connection, String error) {
    trouble = new Trouble(error, trouble.exception());
    if (link != null) {
      link.refused(error);
    } else {
      giveUp();
    }
  }

  @Override
  public void exceptionOccurred(Connection connection, Exception exception) {
    trouble = new Trouble(trouble.error(), exception);
  }

  @Override
  public void slowConsumerDetected(Connection connection, Consumer consumer) {
    if (link != null) {
      link.overrun();
    }
  }

  /**
   * Interrupts the attempt to connect. A server that refuses a login closes the connection, but
   * jnats would wait until the timeout.
   */
  private synchronized void giveUp() {
    if (connecting != null) {
      connecting.interrupt();
    }
  }
}
