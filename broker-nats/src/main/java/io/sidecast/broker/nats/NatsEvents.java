package io.sidecast.broker.nats;

import io.nats.client.Connection;
import io.nats.client.ConnectionListener;
import io.nats.client.Consumer;
import io.nats.client.ErrorListener;
import org.jspecify.annotations.Nullable;

/**
 * Loop only, except {@link #connected}. Hears what jnats tells of one connection, and tells its
 * link once there is one.
 */
final class NatsEvents implements ConnectionListener, ErrorListener {

  /** What was told last: an error by the server, an exception by jnats. */
  record Trouble(@Nullable String error, @Nullable Exception exception) {}

  private Trouble trouble = new Trouble(null, null);
  private @Nullable NatsConnection link;

  /** Where jnats connects now; locked. */
  private @Nullable Thread connecting;

  NatsEvents(Thread connecting) {
    this.connecting = connecting;
  }

  /** The thread that connected, or failed to, has other things to do. */
  synchronized void connected() {
    connecting = null;
  }

  /** From now on this link is told; what was told before concerned its opening. */
  void tell(NatsConnection link) {
    this.link = link;
    this.trouble = new Trouble(null, null);
  }

  Trouble trouble() {
    return trouble;
  }

  @Override
  @SuppressWarnings("deprecation") // jnats still demands it, and calls it for each event.
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

  /** A server that refuses a login hangs up; jnats would wait for its answer until the time-out. */
  private synchronized void giveUp() {
    if (connecting != null) {
      connecting.interrupt();
    }
  }
}
