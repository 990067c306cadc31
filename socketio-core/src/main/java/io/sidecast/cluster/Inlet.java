package io.sidecast.cluster;

import io.sidecast.broker.BrokerListener;
import io.sidecast.broker.BrokerState;
import io.sidecast.broker.Channel;
import io.sidecast.broker.Position;
import org.jspecify.annotations.Nullable;

/**
 * Passes the messages and states of a broker to the inbox, which is created after the broker. It
 * drops those that arrive earlier. Thread-safe.
 */
final class Inlet implements BrokerListener {

  private volatile @Nullable Inbox inbox;

  void connect(Inbox inbox) {
    this.inbox = inbox;
  }

  @Override
  public void onMessage(Channel channel, byte[] envelope, Position position) {
    Inbox open = inbox;
    if (open != null) {
      open.onMessage(channel, envelope, position);
    }
  }

  @Override
  public void onState(BrokerState state, String reason) {
    Inbox open = inbox;
    if (open != null) {
      open.onState(state, reason);
    }
  }
}
