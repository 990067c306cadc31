package io.sidecast.cluster;

import io.sidecast.broker.Broker;
import io.sidecast.broker.BrokerException;
import io.sidecast.broker.Channel;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Feeds the broker in order. Any thread puts messages in; the {@link ClusterThread} numbers,
 * encodes and publishes them. What waits, for its turn or for the broker's answer, is bounded.
 *
 * <p>During an outage emits wait too, if that is allowed, and are published in order after it.
 * Everything else fails at once: who asks a question wants to know now that nobody hears it.
 */
final class Outbox {

  /** What an envelope adds to its packet, roughly. */
  private static final int ENVELOPE_OVERHEAD = 128;

  private final Broker broker;
  private final NodeId self;
  private final ClusterThread thread;
  private final ClusterSettings settings;
  private final Counters counters;
  private final EnvelopeCodec codec;

  private final AtomicInteger waitingMessages = new AtomicInteger();
  private final AtomicLong waitingBytes = new AtomicLong();
  private final Map<Channel, Long> sequences = new HashMap<>();

  /** What waits for the end of an outage. */
  private final Queue<Entry> held = new ArrayDeque<>();

  private long heldBytes;
  private boolean outage;
  private volatile boolean closed;

  private record Entry(
      Channel channel, Message message, int size, CompletableFuture<Void> accepted) {}

  Outbox(Broker broker, ClusterSettings settings, ClusterThread thread, Counters counters) {
    this.broker = broker;
    this.self = settings.self().id();
    this.thread = thread;
    this.settings = settings;
    this.counters = counters;
    this.codec = new CborEnvelopeCodec();
  }

  /** The stage completes when the broker accepted the message, on a thread of its client. */
  CompletionStage<Void> publish(Channel channel, Message message) {
    return put(channel, message, thread);
  }

  /** The same for a thread that holds no lock of ours and may as well publish it itself. */
  CompletionStage<Void> publishHere(Channel channel, Message message) {
    return put(channel, message, thread::executeHere);
  }

  /** The same on each channel; the stage completes when all were accepted. */
  CompletionStage<Void> publishHere(List<Channel> channels, Message message) {
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
    var entry =
        new Entry(channel, message, ENVELOPE_OVERHEAD + message.size(), new CompletableFuture<>());
    int messages = waitingMessages.incrementAndGet();
    long bytes = waitingBytes.addAndGet(entry.size());
    var limit = settings.outbox();
    if (closed) {
      settle(entry, closedException());
    } else if (messages > limit.messages() || bytes > limit.bytes()) {
      settle(entry, ClusterBusyException.full(limit));
    } else {
      turn.execute(() -> take(entry));
    }
    return entry.accepted();
  }

  private void take(Entry entry) {
    if (closed) {
      settle(entry, closedException());
    } else if (outage && settings.outbox().outageBytes() > 0 && isEmit(entry.message())) {
      hold(entry);
    } else {
      send(entry);
    }
  }

  /** Cluster thread only. The connection to the broker is lost, or whole again. */
  void setOutage(boolean outage) {
    this.outage = outage;
    if (!outage) {
      held.forEach(this::send);
      held.clear();
      heldBytes = 0;
    }
  }

  private void hold(Entry entry) {
    if (heldBytes + entry.size() > settings.outbox().outageBytes()) {
      settle(entry, ClusterBusyException.outage(settings.outbox()));
    } else {
      heldBytes += entry.size();
      held.add(entry);
    }
  }

  private static boolean isEmit(Message message) {
    return message instanceof Message.Emit || message instanceof Message.ServerSideEmit;
  }

  private void send(Entry entry) {
    try {
      long sequence = sequences.merge(entry.channel(), 1L, Long::sum);
      byte[] bytes = codec.encode(new Envelope(self, sequence, entry.message()));
      broker
          .publish(entry.channel(), bytes)
          .whenComplete((position, failure) -> settle(entry, failure));
    } catch (RuntimeException e) {
      settle(entry, e);
    }
  }

  private void settle(Entry entry, @Nullable Throwable failure) {
    waitingMessages.decrementAndGet();
    waitingBytes.addAndGet(-entry.size());
    (failure == null ? counters.published : counters.failed).increment();
    if (failure == null) {
      entry.accepted().complete(null);
    } else {
      entry.accepted().completeExceptionally(unwrapped(failure));
    }
  }

  /** Cluster thread only. What is put in from now on fails; what was held goes out now. */
  void close() {
    closed = true;
    setOutage(false);
  }

  private static BrokerException closedException() {
    return new BrokerException(BrokerException.Kind.CLOSED, "the server is closed");
  }

  private static Throwable unwrapped(Throwable failure) {
    Throwable cause = failure.getCause();
    return failure instanceof CompletionException && cause != null ? cause : failure;
  }
}
