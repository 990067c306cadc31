package io.sidecast.broker;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Any thread. What the owner of a broker has subscribed and not unsubscribed, by the channels'
 * names at the broker. Deliveries and changes exclude each other: what has been taken out is
 * silent.
 */
final class LiveChannels {

  private final BrokerListener listener;
  private final Map<String, Channel> channels = new HashMap<>();

  /** Whose deliveries count: there is one link at a time. */
  private @Nullable LinkListener source;

  LiveChannels(BrokerListener listener) {
    this.listener = listener;
  }

  /** From now on messages come from there only. */
  synchronized void hear(@Nullable LinkListener source) {
    this.source = source;
  }

  synchronized void deliver(LinkListener from, String name, byte[] envelope, Position position) {
    Channel channel = from == source ? channels.get(name) : null;
    if (channel != null) {
      listener.onMessage(channel, envelope, position);
    }
  }

  /** False if it is live already. */
  synchronized boolean add(String name, Channel channel) {
    return channels.putIfAbsent(name, channel) == null;
  }

  /** False if it was not live. */
  synchronized boolean remove(String name) {
    return channels.remove(name) != null;
  }

  synchronized Set<String> names() {
    return Set.copyOf(channels.keySet());
  }

  /** Ends everything: nothing is delivered any more. */
  synchronized void clear() {
    source = null;
    channels.clear();
  }
}
