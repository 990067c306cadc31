package io.sidecast.cluster.queue;

import io.sidecast.broker.Broker;
import io.sidecast.broker.BrokerException;
import io.sidecast.broker.Channel;
import io.sidecast.cluster.ClusterBusyException;
import io.sidecast.cluster.bus.ClusterSettings;
import io.sidecast.cluster.message.Message;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Publishes messages in order. Any thread adds messages; the {@link ClusterExecutor} numbers,
 * encodes and publishes them, those that wait for the same channel in one envelope ({@link
 * EnvelopePublisher}). Each {@link Lane} bounds its messages that wait for their turn or for the
 * broker's confirmation, so no flood of emits delays a heartbeat.
 *
 * <p>The broker receives some thousand emits at a time, and the next ones after it has confirmed
 * half of them. Heartbeats and probes overtake the emits that wait ({@link OutboxWindow}).
 *
 * <p>An emit or request is also refused while the oldest publish has waited for half of the
 * broker's answer timeout. So every accepted one is confirmed before the connection would count as
 * silent.
 *
 * <p>During an outage, emits wait if the settings allow it, and are published in order after it.
 * All other messages fail at once. Thread-safe, except where a method is confined to the cluster
 * thread.
 */
public final class Outbox {

  /** The smallest bound of the lanes of responses and of control messages. */
  private static final int RESERVED_MESSAGES = 16_384;

  private static final long RESERVED_BYTES = 16L << 20;

  /** A group of messages with a common bound. */
  private enum Lane {
    /** Emits and requests, whose number depends on the application. */
    EMITS,
    /** Responses to other nodes. */
    RESPONSES,
    /** Small messages that maintain the cluster. */
    CONTROL;

    static Lane of(Message message) {
      if (message.withoutTrace() instanceof Message.Traceable) {
        return EMITS;
      }
      return message instanceof Message.Response ? RESPONSES : CONTROL;
    }
  }

  private final ClusterExecutor thread;
  private final ClusterSettings settings;
  private final Counters counters;
  private final EnvelopePublisher publisher;
  private final OutboxLane emits;
  private final OutboxLane responses;
  private final OutboxLane control;
  private final OutboxWindow window;
  private final AtomicBoolean advancing = new AtomicBoolean();
  private final Duration maxLag;
  private final ConfirmationLag lag;

  /** The messages that wait for the end of an outage. Confined to the cluster thread. */
  private final Queue<OutboxEntry> held = new ArrayDeque<>();

  private long heldBytes;
  private boolean outage;
  private volatile boolean closed;

  public Outbox(
      Broker broker, ClusterSettings settings, ClusterExecutor thread, Counters counters) {
    this.thread = thread;
    this.settings = settings;
    this.counters = counters;
    this.publisher = new EnvelopePublisher(broker, settings, counters, this::answered);
    this.maxLag = broker.features().answerTimeout().dividedBy(2);
    this.lag = new ConfirmationLag(maxLag);
    var limit = settings.outbox();
    int messages = Math.max(RESERVED_MESSAGES, limit.messages());
    long bytes = Math.max(RESERVED_BYTES, limit.bytes());
    this.emits = new OutboxLane(limit.messages(), limit.bytes());
    this.window = new OutboxWindow(emits);
    this.responses = new OutboxLane(messages, bytes);
    this.control = new OutboxLane(messages, bytes);
  }

  /**
   * Publishes a message on the cluster thread.
   *
   * @return a stage that completes when the broker has accepted the message, on a thread of its
   *     client; it fails with a {@link ClusterBusyException} or a {@link BrokerException}
   */
  public CompletionStage<Void> publish(Channel channel, Message message) {
    return put(channel, message, thread);
  }

  /**
   * Publishes a message like {@link #publish}, perhaps on the calling thread. The caller must not
   * hold a lock of Sidecast.
   */
  public CompletionStage<Void> publishHere(Channel channel, Message message) {
    return put(channel, message, thread::executeHere);
  }

  /**
   * Publishes a message on each of the channels.
   *
   * @return a stage that completes when the broker has accepted all of them
   */
  public CompletionStage<Void> publishHere(List<Channel> channels, Message message) {
    if (channels.size() == 1) {
      return publishHere(channels.get(0), message);
    }
    CompletionStage<Void> all = CompletableFuture.completedStage(null);
    for (Channel channel : channels) {
      CompletionStage<Void> one = publishHere(channel, message);
      all = all.thenCompose(done -> one);
    }
    return all;
  }

  private CompletionStage<Void> put(Channel channel, Message message, Executor turn) {
    var entry = new OutboxEntry(this, channel, message);
    boolean fits = entry.lane.add(entry.size);
    entry.slot = lag.begin();
    boolean isLate = entry.lane == emits && lag.isOver(entry.slot);
    if (closed) {
      settle(entry, closedException());
    } else if (!fits) {
      settle(entry, ClusterBusyException.full(settings.outbox()));
    } else if (isLate) {
      settle(entry, ClusterBusyException.late(maxLag));
    } else {
      turn.execute(entry);
    }
    return entry.accepted;
  }

  OutboxLane laneOf(Message message) {
    return switch (Lane.of(message)) {
      case EMITS -> emits;
      case RESPONSES -> responses;
      case CONTROL -> control;
    };
  }

  /**
   * Takes a message, and those whose turn comes directly after it. Confined to the cluster thread.
   */
  void take(OutboxEntry first) {
    try {
      for (var entry = first; entry != null; entry = thread.nextIf(OutboxEntry.class)) {
        takeOne(entry);
      }
    } finally {
      publisher.flush();
    }
  }

  private void takeOne(OutboxEntry entry) {
    if (closed) {
      settle(entry, closedException());
    } else if (isHeld(entry)) {
      hold(entry);
    } else {
      pass(entry);
    }
  }

  /**
   * Adds a message to those that leave next, or to the window while the broker has too many
   * unconfirmed emits.
   */
  private void pass(OutboxEntry entry) {
    if (outage || isSignOfLife(entry.message) || !window.isClosedTo(entry)) {
      publisher.add(entry);
    } else {
      window.add(entry);
      if (window.isDue()) {
        advance();
      }
    }
  }

  /**
   * Returns whether a message may overtake waiting ones, because it has no order relative to them.
   */
  private static boolean isSignOfLife(Message message) {
    return message instanceof Message.Heartbeat || message instanceof Message.Probe;
  }

  /** Sends waiting messages, as many as the broker may have. Confined to the cluster thread. */
  private void advance() {
    advancing.set(false);
    for (OutboxEntry entry = window.next(); entry != null; entry = window.next()) {
      if (entry.lane == emits && lag.isOverdue(entry.slot)) {
        settle(entry, ClusterBusyException.late(maxLag));
      } else {
        publisher.add(entry);
      }
    }
    publisher.flush();
  }

  /**
   * Begins or ends an outage. The end of an outage publishes the delayed emits. Confined to the
   * cluster thread.
   */
  public void setOutage(boolean outage) {
    this.outage = outage;
    if (outage) {
      endWaits();
    } else {
      for (OutboxEntry entry = held.poll(); entry != null; entry = held.poll()) {
        entry.slot = lag.begin();
        pass(entry);
      }
      heldBytes = 0;
      publisher.flush();
    }
  }

  /**
   * Empties the window. During an outage it delays the emits, if the settings allow it; all other
   * messages are sent.
   */
  private void endWaits() {
    for (OutboxEntry entry = window.poll(); entry != null; entry = window.poll()) {
      if (isHeld(entry)) {
        hold(entry);
      } else {
        publisher.add(entry);
      }
    }
    publisher.flush();
  }

  private boolean isHeld(OutboxEntry entry) {
    return outage && settings.outbox().outageBytes() > 0 && isEmit(entry.message);
  }

  private void hold(OutboxEntry entry) {
    if (heldBytes + entry.size > settings.outbox().outageBytes()) {
      settle(entry, ClusterBusyException.outage(settings.outbox()));
    } else {
      lag.end(entry.slot);
      heldBytes += entry.size;
      held.add(entry);
    }
  }

  private static boolean isEmit(Message message) {
    Message content = message.withoutTrace();
    return content instanceof Message.Emit || content instanceof Message.ServerSideEmit;
  }

  private void answered(List<OutboxEntry> entries, @Nullable Throwable failure) {
    for (OutboxEntry entry : entries) {
      settle(entry, failure);
    }
    if (window.isDue() && advancing.compareAndSet(false, true)) {
      thread.execute(this::advance);
    }
  }

  private void settle(OutboxEntry entry, @Nullable Throwable failure) {
    lag.end(entry.slot);
    entry.lane.remove(entry.size);
    (failure == null ? counters.published : counters.failed).increment();
    if (failure == null) {
      entry.accepted.complete(null);
    } else {
      entry.accepted.completeExceptionally(unwrapped(failure));
    }
  }

  /**
   * Advances by one heartbeat and removes the sequence numbers of channels of nodes that have left.
   * Confined to the cluster thread.
   */
  public void onHeartbeat(Predicate<Channel> isGone) {
    publisher.onHeartbeat(isGone);
  }

  /** The counters of this node. */
  public Counters counters() {
    return counters;
  }

  /** The bytes of messages that the broker has not accepted yet. */
  public long waitingBytes() {
    return emits.bytes() + responses.bytes() + control.bytes();
  }

  /** The number of channels with a sequence number. */
  public int channels() {
    return publisher.channels();
  }

  /**
   * Rejects all later messages, and publishes the emits that wait for the end of an outage.
   * Confined to the cluster thread.
   */
  public void close() {
    closed = true;
    setOutage(false);
    endWaits();
  }

  private static BrokerException closedException() {
    return new BrokerException(BrokerException.Kind.CLOSED, "the server is closed");
  }

  private static Throwable unwrapped(Throwable failure) {
    Throwable cause = failure.getCause();
    return failure instanceof CompletionException && cause != null ? cause : failure;
  }
}
