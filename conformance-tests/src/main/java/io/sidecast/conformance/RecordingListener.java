package io.sidecast.conformance;

import io.sidecast.broker.BrokerListener;
import io.sidecast.broker.BrokerState;
import io.sidecast.broker.Channel;
import io.sidecast.broker.Position;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Any thread. Records what a broker says, and whether it keeps the rules of {@link BrokerListener}.
 */
public final class RecordingListener implements BrokerListener {

  /**
   * One message.
   *
   * @param channel where it came from
   * @param envelope its bytes
   * @param position where it stands in the broker's log
   */
  public record Received(Channel channel, byte[] envelope, Position position) {}

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition heard = lock.newCondition();
  private final List<Received> messages = new ArrayList<>();
  private final Map<Channel, List<byte[]>> byChannel = new ConcurrentHashMap<>();
  private final Map<Channel, AtomicBoolean> busy = new ConcurrentHashMap<>();
  private final List<BrokerState> states = new ArrayList<>();
  private final List<String> violations = Collections.synchronizedList(new ArrayList<>());
  private volatile Consumer<BrokerState> onState = state -> {};
  private volatile Consumer<byte[]> onMessage = envelope -> {};

  /** Creates a listener that has heard nothing. */
  public RecordingListener() {}

  @Override
  public void onMessage(Channel channel, byte[] envelope, Position position) {
    AtomicBoolean inside = busy.computeIfAbsent(channel, any -> new AtomicBoolean());
    if (!inside.compareAndSet(false, true)) {
      violations.add("two calls at a time for " + channel);
    }
    lock.lock();
    try {
      if (states.contains(BrokerState.CLOSED)) {
        violations.add("a message on " + channel + " after CLOSED");
      }
      messages.add(new Received(channel, envelope, position));
      byChannel.computeIfAbsent(channel, any -> new ArrayList<>()).add(envelope);
      heard.signalAll();
    } finally {
      lock.unlock();
      inside.set(false);
    }
    onMessage.accept(envelope);
  }

  @Override
  public void onState(BrokerState state, String reason) {
    lock.lock();
    try {
      if (states.contains(BrokerState.CLOSED)) {
        violations.add(state + " after CLOSED");
      }
      if (reason.isBlank()) {
        violations.add(state + " without a reason");
      }
      states.add(state);
      heard.signalAll();
    } finally {
      lock.unlock();
    }
    onState.accept(state);
  }

  /**
   * Calls back in the broker's own call, at the moment a state is told.
   *
   * @param action must not block
   */
  public void whenState(Consumer<BrokerState> action) {
    onState = action;
  }

  /**
   * Calls back in the broker's own call, when a message was recorded.
   *
   * @param action must not block
   */
  public void whenMessage(Consumer<byte[]> action) {
    onMessage = action;
  }

  /**
   * All messages so far.
   *
   * @return in the order of their arrival
   */
  public List<Received> messages() {
    return locked(() -> List.copyOf(messages));
  }

  /**
   * The messages of one channel so far.
   *
   * @param channel the channel
   * @return in the order of their arrival
   */
  public List<byte[]> messages(Channel channel) {
    return locked(() -> List.copyOf(byChannel.getOrDefault(channel, List.of())));
  }

  /**
   * The states so far.
   *
   * @return in order
   */
  public List<BrokerState> states() {
    return locked(() -> List.copyOf(states));
  }

  /**
   * How often a state was told.
   *
   * @param state the state
   * @return the count
   */
  public int count(BrokerState state) {
    return locked(() -> Collections.frequency(states, state));
  }

  /**
   * Broken rules so far.
   *
   * @return one line each
   */
  public List<String> violations() {
    return List.copyOf(violations);
  }

  /**
   * Waits for a fact about what was heard.
   *
   * @param what the fact in words, for the failure
   * @param fact asked again whenever something is heard
   * @param patience for how long
   */
  public void await(String what, BooleanSupplier fact, Duration patience) {
    lock.lock();
    try {
      long left = patience.toNanos();
      while (!fact.getAsBoolean()) {
        if (left <= 0) {
          throw new AssertionError(
              "not within " + patience + ": " + what + "; states so far " + states);
        }
        left = heard.awaitNanos(Math.min(left, TimeUnit.SECONDS.toNanos(60)));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while waiting for: " + what, e);
    } finally {
      lock.unlock();
    }
  }

  private <T> T locked(Supplier<T> action) {
    lock.lock();
    try {
      return action.get();
    } finally {
      lock.unlock();
    }
  }
}
