package io.sidecast.cluster.queue;

import io.sidecast.broker.Broker;
import io.sidecast.broker.BrokerException;
import io.sidecast.broker.Channel;
import io.sidecast.broker.Position;
import io.sidecast.cluster.NodeId;
import io.sidecast.cluster.bus.ClusterSettings;
import io.sidecast.cluster.message.Envelope;
import io.sidecast.cluster.message.EnvelopeFormat;
import io.sidecast.cluster.message.Message;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Numbers, encodes and publishes messages in order. Consecutive messages of one channel leave in
 * one envelope: they are accepted together or fail together. Confined to the cluster thread, except
 * {@link #channels}.
 */
final class EnvelopePublisher {

  /**
   * The number of heartbeats without a message after which the sequence number of a channel may be
   * removed.
   */
  private static final int IDLE_HEARTBEATS = 3;

  /** The maximum number of channels with a sequence number before another node's gets none. */
  private static final int MAX_CHANNELS = 131_072;

  private final Broker broker;
  private final NodeId self;
  private final Counters counters;
  private final Answers answers;
  private final EnvelopeFormat format;
  private final int maxEnvelopeBytes;
  private final OutboxBatch batch;

  /** The last message on each channel. */
  private final Map<Channel, Last> sequences = new HashMap<>();

  private volatile int channels;
  private int heartbeats;

  /** Receives the answers of the broker, on any thread. */
  @FunctionalInterface
  interface Answers {

    /** Reports that the broker has accepted all of these messages, or that all have failed. */
    void onAnswer(List<OutboxEntry> entries, @Nullable Throwable failure);
  }

  /** The last message on a channel. */
  private static final class Last {
    private long sequence;
    private int heartbeat;
  }

  EnvelopePublisher(Broker broker, ClusterSettings settings, Counters counters, Answers answers) {
    this.broker = broker;
    this.self = settings.self().id();
    this.counters = counters;
    this.answers = answers;
    this.format = new EnvelopeFormat(settings.keys());
    this.maxEnvelopeBytes = broker.features().maxEnvelopeBytes();
    this.batch = new OutboxBatch(maxEnvelopeBytes);
  }

  /** Publishes a message at the next {@link #flush}, or before it. */
  void add(OutboxEntry entry) {
    if (!batch.isOpenTo(entry)) {
      flush();
    }
    batch.add(entry);
  }

  /** Publishes the messages that were added. */
  void flush() {
    if (!batch.isEmpty()) {
      publish(batch.removeAll());
    }
  }

  /**
   * Publishes messages of one channel. A message that cannot be encoded fails, and takes no
   * sequence number; the others then leave one by one.
   */
  private void publish(List<OutboxEntry> entries) {
    Last last;
    byte[] envelope;
    try {
      last = lastOn(entries.get(0).channel);
      envelope = encode(entries, last.sequence + 1);
    } catch (Throwable failure) {
      if (entries.size() == 1) {
        answers.onAnswer(entries, failure);
      } else {
        entries.forEach(entry -> publish(List.of(entry)));
      }
      return;
    }
    publish(entries, envelope, last);
  }

  /** Messages that the broker refuses at once take no numbers, so receivers detect no gap. */
  private void publish(List<OutboxEntry> entries, byte[] envelope, Last last) {
    CompletableFuture<Position> published;
    try {
      published = broker.publish(entries.get(0).channel, envelope).toCompletableFuture();
    } catch (Throwable failure) {
      answers.onAnswer(entries, failure);
      return;
    }
    if (!published.isCompletedExceptionally()) {
      last.sequence += entries.size();
    }
    published.whenComplete((position, failure) -> answers.onAnswer(entries, failure));
  }

  private byte[] encode(List<OutboxEntry> entries, long sequence) {
    OutboxEntry first = entries.get(0);
    if (entries.size() == 1) {
      return format.encode(first.channel, new Envelope(self, sequence, first.message));
    }
    var together = new Message.Batch(entries.stream().map(entry -> entry.message).toList());
    byte[] envelope = format.encode(first.channel, new Envelope(self, sequence, together));
    if (envelope.length > maxEnvelopeBytes) {
      throw new IllegalArgumentException("a batch of %,d bytes".formatted(envelope.length));
    }
    return envelope;
  }

  private Last lastOn(Channel channel) {
    Last last = sequences.get(channel);
    if (last == null) {
      if (sequences.size() >= MAX_CHANNELS && channel.kind() == Channel.Kind.NODE) {
        counters.full("channels with messages of this node", MAX_CHANNELS);
        throw new BrokerException(
            BrokerException.Kind.UNAVAILABLE,
            "this node has sent messages to %d channels lately".formatted(MAX_CHANNELS));
      }
      last = new Last();
      sequences.put(channel, last);
      channels = sequences.size();
    }
    last.heartbeat = heartbeats;
    return last;
  }

  /**
   * Advances by one heartbeat and removes the sequence numbers of channels of nodes that have left.
   * A receiver takes a number below the last one for a restart, and counts no loss.
   */
  void onHeartbeat(Predicate<Channel> isGone) {
    heartbeats++;
    sequences
        .entrySet()
        .removeIf(
            entry ->
                heartbeats - entry.getValue().heartbeat > IDLE_HEARTBEATS
                    && isGone.test(entry.getKey()));
    channels = sequences.size();
  }

  /** The number of channels with a sequence number. Thread-safe. */
  int channels() {
    return channels;
  }
}
