package io.sidecast.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;

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
 * Records the messages and states of a broker, and checks that the broker obeys the rules of {@link
 * BrokerListener}. Thread-safe.
 */
public final class RecordingListener implements BrokerListener {

  /**
   * One message.
   *
   * @param channel the channel of the message
   * @param envelope its bytes
   * @param position its position in the broker's log
   */
  public record Received(Channel channel, byte[] envelope, Position position) {}

  /** A condition with a description, and how much of it has happened, for the failure. */
  record Fact(String what, BooleanSupplier holds, Supplier<String> progress) {}

  /** The longest part of a message that a failure shows, in characters. */
  private static final int MAX_SHOWN = 40;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final List<Received> messages = new ArrayList<>();
  private final Map<Channel, List<byte[]>> byChannel = new ConcurrentHashMap<>();
  private final Map<Channel, AtomicBoolean> busy = new ConcurrentHashMap<>();
  private final List<BrokerState> states = new ArrayList<>();
  private final List<String> violations = Collections.synchronizedList(new ArrayList<>());
  private volatile Consumer<BrokerState> onState = state -> {};
  private volatile Consumer<byte[]> onMessage = envelope -> {};

  /** Creates a listener without messages. */
  public RecordingListener() {}

  @Override
  public void onMessage(Channel channel, byte[] envelope, Position position) {
    AtomicBoolean inside = busy.computeIfAbsent(channel, any -> new AtomicBoolean());
    if (!inside.compareAndSet(false, true)) {
      violations.add("concurrent calls for " + channel);
    }
    lock.lock();
    try {
      if (states.contains(BrokerState.CLOSED)) {
        violations.add("a message on " + channel + " after CLOSED");
      }
      messages.add(new Received(channel, envelope, position));
      byChannel.computeIfAbsent(channel, any -> new ArrayList<>()).add(envelope);
      changed.signalAll();
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
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    onState.accept(state);
  }

  /**
   * Sets a callback that runs within the broker's own call when a state is reported.
   *
   * @param action the callback, which must not block
   */
  public void whenState(Consumer<BrokerState> action) {
    onState = action;
  }

  /**
   * Sets a callback that runs within the broker's own call after a message is recorded.
   *
   * @param action the callback; it blocks only to make this listener a slow one
   */
  public void whenMessage(Consumer<byte[]> action) {
    onMessage = action;
  }

  /**
   * Returns all messages so far.
   *
   * @return the messages in the order of arrival
   */
  public List<Received> messages() {
    return locked(() -> List.copyOf(messages));
  }

  /**
   * Returns the messages of one channel so far.
   *
   * @param channel the channel
   * @return the messages in the order of arrival
   */
  public List<byte[]> messages(Channel channel) {
    return locked(() -> List.copyOf(byChannel.getOrDefault(channel, List.of())));
  }

  /**
   * Returns the states so far.
   *
   * @return the states in order
   */
  public List<BrokerState> states() {
    return locked(() -> List.copyOf(states));
  }

  /**
   * Returns how often the broker has reported a state.
   *
   * @param state the state
   * @return the count
   */
  public int count(BrokerState state) {
    return locked(() -> Collections.frequency(states, state));
  }

  /**
   * Returns the violations of the listener's rules so far.
   *
   * @return one line each
   */
  public List<String> violations() {
    return List.copyOf(violations);
  }

  /**
   * Waits for a fact about the recorded messages and states.
   *
   * @param what the fact in words, for the failure
   * @param fact the condition, evaluated after each message and state
   * @param maxWait the longest wait
   */
  public void await(String what, BooleanSupplier fact, Duration maxWait) {
    await(new Fact(what, fact, this::progress), maxWait);
  }

  void await(Fact fact, Duration maxWait) {
    lock.lock();
    try {
      long left = maxWait.toNanos();
      while (!fact.holds.getAsBoolean()) {
        if (left <= 0) {
          throw new AssertionError(
              "not within " + maxWait + ": " + fact.what + "; " + fact.progress.get());
        }
        left = changed.awaitNanos(Math.min(left, TimeUnit.SECONDS.toNanos(60)));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while waiting for: " + fact.what, e);
    } finally {
      lock.unlock();
    }
  }

  /** Returns the number of messages so far, the last message and the states, in words. */
  String progress() {
    return locked(
        () ->
            received(messages.stream().map(Received::envelope).toList(), " on all channels")
                + "; states so far "
                + states);
  }

  /** Returns the number of messages of one channel so far, its last message and the states. */
  String progress(Channel channel) {
    return received(messages(channel), " there") + "; states so far " + states();
  }

  /** Returns the beginning of a message as text, for a failure. */
  static String shown(byte[] envelope) {
    String text = new String(envelope, UTF_8).replaceAll("\\p{Cntrl}", "?");
    return text.length() <= MAX_SHOWN
        ? "'" + text + "'"
        : "'%s…' of %,d bytes".formatted(text.substring(0, MAX_SHOWN), envelope.length);
  }

  private static String received(List<byte[]> envelopes, String where) {
    return envelopes.isEmpty()
        ? "received nothing" + where
        : "received %d%s, last %s"
            .formatted(envelopes.size(), where, shown(envelopes.get(envelopes.size() - 1)));
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
