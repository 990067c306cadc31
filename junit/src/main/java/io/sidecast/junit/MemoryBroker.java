package io.sidecast.junit;

import io.sidecast.broker.Broker;
import io.sidecast.broker.BrokerConfig;
import io.sidecast.broker.BrokerException;
import io.sidecast.broker.BrokerException.Kind;
import io.sidecast.broker.BrokerFeature;
import io.sidecast.broker.BrokerFeatures;
import io.sidecast.broker.BrokerListener;
import io.sidecast.broker.BrokerOpening;
import io.sidecast.broker.BrokerState;
import io.sidecast.broker.Channel;
import io.sidecast.broker.Position;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * A broker in memory. All brokers of one prefix are connected. A published message is at once in
 * the queue of each subscriber, in one order for all of them; the thread of the subscriber delivers
 * it. The publish fails if the queue of a subscriber is full. Thread-safe.
 */
final class MemoryBroker implements Broker {

  private static final System.Logger LOG = System.getLogger(MemoryBroker.class.getName());
  private static final int MAX_ENVELOPE_BYTES = 1024 * 1024;
  private static final int MAX_WAITING = 65_536;
  private static final int ROOM_CHANNELS = 1024;

  /** The open brokers by their prefixes. A list has no broker that is closed. */
  private static final Map<String, List<MemoryBroker>> OPEN = new ConcurrentHashMap<>();

  private final BrokerConfig config;
  private final BrokerListener listener;
  private final CompletableFuture<Void> closed = new CompletableFuture<>();

  /** The subscribed channels; a value stands for one subscription. */
  private final Map<Channel, Object> subscriptions = new ConcurrentHashMap<>();

  private final ThreadPoolExecutor thread;

  private MemoryBroker(BrokerConfig config, BrokerListener listener) {
    this.config = config;
    this.listener = listener;
    this.thread =
        new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> new Thread(task, "sidecast-memory-broker")) {
          @Override
          protected void terminated() {
            closed.complete(null);
          }
        };
  }

  static BrokerOpening open(BrokerConfig config, BrokerListener listener) {
    var broker = new MemoryBroker(config, listener);
    var opened = new CompletableFuture<Broker>();
    OPEN.compute(
        config.prefix(),
        (prefix, brokers) -> {
          List<MemoryBroker> all = brokers == null ? new CopyOnWriteArrayList<>() : brokers;
          all.add(broker);
          return all;
        });
    broker.thread.execute(
        () -> {
          listener.onState(BrokerState.UP, "connected in memory");
          opened.complete(broker);
        });
    return new BrokerOpening(opened, () -> {});
  }

  @Override
  public BrokerFeatures features() {
    return new BrokerFeatures(
        Set.of(BrokerFeature.ORDERED_ACROSS_CHANNELS, BrokerFeature.PUBLISH_CONFIRMED),
        MAX_ENVELOPE_BYTES,
        ROOM_CHANNELS,
        config.timeout());
  }

  @Override
  public CompletionStage<Void> subscribe(Channel channel) {
    if (thread.isShutdown()) {
      return CompletableFuture.failedFuture(BrokerException.closed());
    }
    subscriptions.computeIfAbsent(channel, name -> new Object());
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public CompletionStage<Void> unsubscribe(Channel channel) {
    subscriptions.remove(channel);
    var done = new CompletableFuture<Void>();
    if (!execute(() -> done.complete(null))) {
      done.complete(null);
    }
    return done;
  }

  @Override
  public CompletionStage<Position> publish(Channel channel, byte[] envelope) {
    if (envelope.length > MAX_ENVELOPE_BYTES) {
      return CompletableFuture.failedFuture(
          BrokerException.tooLarge(envelope.length, MAX_ENVELOPE_BYTES, "of the broker in memory"));
    }
    if (thread.isShutdown()) {
      return CompletableFuture.failedFuture(BrokerException.closed());
    }
    List<MemoryBroker> all = OPEN.get(config.prefix());
    if (all == null) {
      return CompletableFuture.failedFuture(BrokerException.closed());
    }
    synchronized (all) {
      if (all.stream().anyMatch(broker -> broker.thread.getQueue().size() >= MAX_WAITING)) {
        return CompletableFuture.failedFuture(
            new BrokerException(
                Kind.UNAVAILABLE,
                "a server of the cluster has " + MAX_WAITING + " waiting messages: emit less"));
      }
      all.forEach(broker -> broker.enqueue(channel, envelope));
    }
    return CompletableFuture.completedFuture(Position.NONE);
  }

  private void enqueue(Channel channel, byte[] envelope) {
    Object subscription = subscriptions.get(channel);
    if (subscription != null) {
      execute(
          () -> {
            if (subscriptions.get(channel) == subscription) {
              deliver(channel, envelope);
            }
          });
    }
  }

  /** Calls the listener. An error of the listener affects one message only. */
  private void deliver(Channel channel, byte[] envelope) {
    try {
      listener.onMessage(channel, envelope.clone(), Position.NONE);
    } catch (Throwable failure) {
      LOG.log(System.Logger.Level.ERROR, "the listener failed", failure);
    }
  }

  /** Does nothing but report the states, because the memory loses no message. */
  @Override
  public void reopen(String reason) {
    execute(
        () -> {
          listener.onState(BrokerState.DOWN, reason);
          listener.onState(BrokerState.RESTORED, "connected in memory");
        });
  }

  @Override
  public CompletionStage<Void> close() {
    OPEN.computeIfPresent(
        config.prefix(),
        (prefix, brokers) -> {
          brokers.remove(this);
          return brokers.isEmpty() ? null : brokers;
        });
    subscriptions.clear();
    if (execute(() -> listener.onState(BrokerState.CLOSED, "closed by its owner"))) {
      thread.shutdown();
    }
    return closed;
  }

  private boolean execute(Runnable task) {
    try {
      thread.execute(task);
      return true;
    } catch (RejectedExecutionException closing) {
      return false;
    }
  }
}
