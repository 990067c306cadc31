package io.sidecast.cluster.node;

import io.sidecast.broker.Broker;
import io.sidecast.broker.BrokerException;
import io.sidecast.broker.BrokerFeatures;
import io.sidecast.broker.BrokerListener;
import io.sidecast.broker.BrokerState;
import io.sidecast.broker.Channel;
import io.sidecast.broker.Position;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * The connection of one node to a broker in this JVM, with faults that a test injects. One thread
 * delivers the messages of all nodes in order. Thread-safe.
 */
final class LoopbackBroker implements Broker {

  private static final int MAX_ENVELOPE_BYTES = 100_000;

  /** The broker itself. Thread-safe. */
  static final class Hub implements AutoCloseable {
    private final ExecutorService thread = Executors.newSingleThreadExecutor();
    private final Map<Channel, Set<LoopbackBroker>> subscribers = new HashMap<>();

    LoopbackBroker connect(BrokerListener listener) {
      return new LoopbackBroker(this, listener);
    }

    private synchronized void change(Channel channel, Consumer<Set<LoopbackBroker>> change) {
      change.accept(subscribers.computeIfAbsent(channel, any -> new LinkedHashSet<>()));
    }

    private synchronized Set<LoopbackBroker> of(Channel channel) {
      return Set.copyOf(subscribers.getOrDefault(channel, Set.of()));
    }

    @Override
    public void close() {
      thread.shutdown();
    }
  }

  final AtomicInteger reopened = new AtomicInteger();
  private final Hub hub;
  private final BrokerListener listener;
  private final Set<Channel> subscribed = new HashSet<>();

  /** Selects the publishes that throw an error. */
  private volatile Predicate<byte[]> failing = bytes -> false;

  private volatile boolean confirming = true;
  private volatile boolean dead;
  private final Queue<CompletableFuture<Position>> unconfirmed = new ConcurrentLinkedQueue<>();

  /** Messages that wait for the end of a stall. */
  private final Queue<Runnable> waiting = new ArrayDeque<>();

  private boolean stalled;

  private LoopbackBroker(Hub hub, BrokerListener listener) {
    this.hub = hub;
    this.listener = listener;
  }

  /** Makes publishes of one kind of message, as in the envelope codec, throw an error. */
  void failOn(int kind) {
    failing = bytes -> bytes[2] == kind;
  }

  void stopFailing() {
    failing = bytes -> false;
  }

  /** Delivers later publishes without confirming them. */
  void withholdConfirmations() {
    confirming = false;
  }

  /** Confirms the unconfirmed publishes and all later ones. */
  void confirmAll() {
    confirming = true;
    unconfirmed.forEach(accepted -> accepted.complete(Position.NONE));
  }

  /** Removes a subscription at the broker without a report to the node. */
  void loseSubscription(Channel channel) {
    hub.change(channel, set -> set.remove(this));
  }

  /** Holds messages back, as in an outage of a broker that stores them. */
  synchronized void stall() {
    stalled = true;
  }

  /** Ends a stall and delivers the messages that waited first. */
  void resume() {
    hub.thread.execute(
        () -> {
          synchronized (this) {
            stalled = false;
            waiting.forEach(Runnable::run);
            waiting.clear();
          }
        });
  }

  @Override
  public BrokerFeatures features() {
    return new BrokerFeatures(Set.of(), MAX_ENVELOPE_BYTES, 4, Duration.ofSeconds(1));
  }

  @Override
  public CompletionStage<Void> subscribe(Channel channel) {
    synchronized (this) {
      subscribed.add(channel);
    }
    hub.change(channel, set -> set.add(this));
    return CompletableFuture.completedStage(null);
  }

  @Override
  public CompletionStage<Void> unsubscribe(Channel channel) {
    synchronized (this) {
      subscribed.remove(channel);
    }
    loseSubscription(channel);
    return CompletableFuture.completedStage(null);
  }

  @Override
  public CompletionStage<Position> publish(Channel channel, byte[] envelope) {
    if (dead) {
      return CompletableFuture.completedStage(Position.NONE);
    }
    if (failing.test(envelope)) {
      throw new StackOverflowError("thrown by the test");
    }
    if (envelope.length > MAX_ENVELOPE_BYTES) {
      return CompletableFuture.failedStage(
          BrokerException.tooLarge(envelope.length, MAX_ENVELOPE_BYTES, "this limit"));
    }
    hub.thread.execute(() -> hub.of(channel).forEach(node -> node.deliver(channel, envelope)));
    var accepted = new CompletableFuture<Position>();
    if (confirming) {
      accepted.complete(Position.NONE);
    } else {
      unconfirmed.add(accepted);
    }
    return accepted;
  }

  private synchronized void deliver(Channel channel, byte[] envelope) {
    Runnable delivery = () -> listener.onMessage(channel, envelope, Position.NONE);
    if (stalled) {
      waiting.add(delivery);
    } else {
      delivery.run();
    }
  }

  @Override
  public void reopen(String reason) {
    reopened.incrementAndGet();
    if (dead) {
      return;
    }
    hub.thread.execute(
        () -> {
          listener.onState(BrokerState.DOWN, reason);
          synchronized (this) {
            subscribed.forEach(channel -> hub.change(channel, set -> set.add(this)));
          }
          listener.onState(BrokerState.RESTORED, "connected again");
        });
  }

  /** Simulates the death of the process: no message arrives any more, and no goodbye is sent. */
  void die() {
    dead = true;
    confirmAll();
    synchronized (this) {
      subscribed.forEach(this::loseSubscription);
    }
  }

  @Override
  public CompletionStage<Void> close() {
    die();
    return CompletableFuture.completedStage(null);
  }
}
