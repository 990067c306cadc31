package io.sidecast.broker.nats;

import io.nats.client.Connection;
import io.nats.client.ConnectionListener;
import io.nats.client.Consumer;
import io.nats.client.ErrorListener;
import org.jspecify.annotations.Nullable;

/** Loop only. Hears what jnats tells of one connection, and tells its link once there is one. */
final class NatsEvents implements ConnectionListener, ErrorListener {

  /** What was told last: an error by the server, an exception by jnats. */
  record Trouble(@Nullable String error, @Nullable Exception exception) {

    static final Trouble NONE = new Trouble(null, null);
  }

  private Trouble trouble = Trouble.NONE;
  private @Nullable NatsLink link;

  /** From now on this link is told; what was told before concerned its opening. */
  void tell(NatsLink link) {
    this.link = link;
    this.trouble = Trouble.NONE;
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
}
