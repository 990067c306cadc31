package io.sidecast.broker.connection;

import io.sidecast.broker.BrokerListener;
import io.sidecast.broker.Channel;
import io.sidecast.broker.Position;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The subscriptions of a broker, by the channels' names at the message broker. A lock separates
 * deliveries from changes: after its removal a subscription delivers nothing. Before its
 * confirmation it delivers nothing either, because earlier messages belong to a previous
 * subscription to the same channel. Thread-safe.
 */
final class SubscriptionRegistry {

  /** One subscription to a channel, until its removal. */
  static final class Subscription {

    private final Channel channel;
    private boolean inForce;

    private Subscription(Channel channel) {
      this.channel = channel;
    }
  }

  private static final System.Logger LOG = System.getLogger(SubscriptionRegistry.class.getName());

  private final BrokerListener listener;
  private final Map<String, Subscription> subscriptions = new HashMap<>();

  /** The connection whose messages are delivered; null if there is none. */
  private @Nullable Object source;

  SubscriptionRegistry(BrokerListener listener) {
    this.listener = listener;
  }

  /** Sets the connection whose messages are delivered; null delivers none. */
  synchronized void setSource(@Nullable Object source) {
    this.source = source;
  }

  /** Delivers a message. Logs a throwable of the listener, so that the reading thread survives. */
  synchronized void deliver(Object from, String name, byte[] envelope, Position position) {
    Subscription to = from == source ? subscriptions.get(name) : null;
    if (to != null && to.inForce) {
      try {
        listener.onMessage(to.channel, envelope, position);
      } catch (Throwable failure) {
        report("a message on " + to.channel, failure);
      }
    }
  }

  /** Logs a throwable of the listener. */
  static void report(String subject, Throwable failure) {
    try {
      LOG.log(System.Logger.Level.ERROR, "the broker listener threw on " + subject, failure);
    } catch (Throwable unreported) {
      // Logging fails for the same reason as the listener: no memory, or no stack.
    }
  }

  /** Returns the subscription of this name, and creates it if it is missing. */
  synchronized Subscription add(String name, Channel channel) {
    return subscriptions.computeIfAbsent(name, any -> new Subscription(channel));
  }

  /** Marks a subscription as confirmed; later messages are delivered. */
  synchronized void confirmed(Subscription subscription) {
    subscription.inForce = true;
  }

  /** Removes a subscription that the message broker refused, unless it was in force before. */
  synchronized void failed(String name, Subscription subscription) {
    if (!subscription.inForce) {
      subscriptions.remove(name, subscription);
    }
  }

  /** Removes a subscription; returns false if there was none. */
  synchronized boolean remove(String name) {
    return subscriptions.remove(name) != null;
  }

  synchronized Set<String> names() {
    return Set.copyOf(subscriptions.keySet());
  }

  /** Removes all subscriptions and the connection. */
  synchronized void clear() {
    source = null;
    subscriptions.clear();
  }
}
