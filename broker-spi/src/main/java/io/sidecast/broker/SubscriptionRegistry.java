package io.sidecast.broker;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Any thread. What the owner of a broker has subscribed and not unsubscribed, by the channels'
 * names at the broker. Deliveries and changes exclude each other: what has been taken out is
 * silent. So is a subscription until the broker has confirmed it: what comes before that was meant
 * for an earlier subscription of the channel.
 */
final class SubscriptionRegistry {

  /** One subscription of a channel, until it is undone. */
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

  /** Stands for the link whose deliveries count: there is one at a time. */
  private @Nullable Object source;

  SubscriptionRegistry(BrokerListener listener) {
    this.listener = listener;
  }

  /** From now on messages come from there only. */
  synchronized void hear(@Nullable Object source) {
    this.source = source;
  }

  /**
   * Delivers a message. An exception or error of the listener, which should throw none, concerns
   * this message only: the thread that receives goes on.
   */
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

  /** Logs what a listener threw, which should throw nothing. */
  static void report(String subject, Throwable failure) {
    try {
      LOG.log(System.Logger.Level.ERROR, "the listener failed to take " + subject, failure);
    } catch (Throwable unreported) {
      // The log fails for the same reason as the listener did: no memory, or no stack.
    }
  }

  /** The subscription of this name that there is, or else a new one. */
  synchronized Subscription add(String name, Channel channel) {
    return subscriptions.computeIfAbsent(name, any -> new Subscription(channel));
  }

  /** The broker has confirmed it: what comes from now on is meant for it. */
  synchronized void confirmed(Subscription subscription) {
    subscription.inForce = true;
  }

  /** The broker has not taken it; one that is in force stays. */
  synchronized void failed(String name, Subscription subscription) {
    if (!subscription.inForce) {
      subscriptions.remove(name, subscription);
    }
  }

  /** False if it was not live. */
  synchronized boolean remove(String name) {
    return subscriptions.remove(name) != null;
  }

  synchronized Set<String> names() {
    return Set.copyOf(subscriptions.keySet());
  }

  /** Ends everything: nothing is delivered any more. */
  synchronized void clear() {
    source = null;
    subscriptions.clear();
  }
}
