package io.sidecast.cluster.queue;

import io.sidecast.broker.BrokerListener;
import io.sidecast.broker.BrokerState;
import io.sidecast.broker.Channel;
import io.sidecast.broker.Position;
import io.sidecast.cluster.LostMessages;
import io.sidecast.cluster.NodeId;
import io.sidecast.cluster.bus.ClusterSettings;
import io.sidecast.cluster.message.Envelope;
import io.sidecast.cluster.message.EnvelopeException;
import io.sidecast.cluster.message.EnvelopeFormat;
import io.sidecast.cluster.message.Message;
import io.sidecast.cluster.message.RefusedEnvelopeException;
import io.sidecast.log.RateLimitedLog;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decodes the envelopes that the broker delivers and passes them to a receiver. It counts and drops
 * malformed messages, those that are not authentic, and this node's own messages. An error in one
 * message does not affect others. Messages that arrive before {@link #start} are dropped: the node
 * has subscribed to no channel yet. Called on threads of the broker, by one at a time for each
 * channel.
 */
public final class Inbox implements BrokerListener {

  private static final Logger log = LoggerFactory.getLogger(Inbox.class);
  private static final RateLimitedLog failures = RateLimitedLog.ofFailures(log);
  private static final RateLimitedLog refused = new RateLimitedLog(log, Duration.ofSeconds(10));
  private static final RateLimitedLog malformed = new RateLimitedLog(log, Duration.ofSeconds(10));

  private final NodeId self;
  private final Counters counters = new Counters();
  private final EnvelopeFormat format;
  private final GapDetector gaps = new GapDetector(counters);
  private volatile @Nullable Receiver receiver;

  /** Receives decoded envelopes. */
  public interface Receiver {

    void onEnvelope(Channel channel, Envelope envelope);

    /** Reports a probe with the id of this node. */
    void onProbe(Channel channel, Message.Probe probe);

    /**
     * Reports a hello or heartbeat of this node that has returned.
     *
     * @param stamp the uptime at which it was sent
     */
    void onEcho(Channel channel, long stamp);

    void onLost(LostMessages lost);

    void onState(BrokerState state, String reason);
  }

  public Inbox(ClusterSettings settings) {
    this.self = settings.self().id();
    this.format = new EnvelopeFormat(settings.keys());
  }

  /** Passes what arrives from now on to a receiver. */
  public void start(Receiver receiver) {
    if (!format.keyIds().isEmpty()) {
      log.info("node {} signs its envelopes; the ids of its keys: {}", self, format.keyIds());
    }
    this.receiver = receiver;
  }

  @Override
  public void onMessage(Channel channel, byte[] bytes, Position position) {
    Receiver started = receiver;
    if (started == null) {
      return;
    }
    try {
      counters.arrived(channel);
      unpack(channel, format.decode(channel, bytes), started);
    } catch (RefusedEnvelopeException e) {
      counters.refused.increment();
      refused.warn(
          () ->
              "refused a message of %d bytes on %s: %s"
                  .formatted(bytes.length, channel, e.getMessage()));
    } catch (EnvelopeException e) {
      counters.malformed.increment();
      malformed.warn(
          () -> "dropped a message of %d bytes on %s: %s".formatted(bytes.length, channel, e));
    } catch (Throwable e) {
      report(channel, e);
    }
  }

  private static void report(Channel channel, Throwable failure) {
    failures.error(() -> "could not handle a message on %s".formatted(channel), failure);
  }

  private void unpack(Channel channel, Envelope envelope, Receiver receiver) {
    if (envelope.message() instanceof Message.Batch batch) {
      long sequence = envelope.sequence();
      for (Message message : batch.messages()) {
        open(channel, new Envelope(envelope.origin(), sequence, message), receiver);
        sequence++;
      }
    } else {
      open(channel, envelope, receiver);
    }
  }

  private void open(Channel channel, Envelope envelope, Receiver receiver) {
    try {
      accept(channel, envelope, receiver);
    } catch (Throwable e) {
      report(channel, e);
    }
  }

  private void accept(Channel channel, Envelope envelope, Receiver receiver) {
    if (!envelope.origin().equals(self)) {
      counters.received.increment();
      detectGap(channel, envelope, receiver);
      receiver.onEnvelope(channel, envelope);
    } else if (envelope.message() instanceof Message.Probe probe) {
      receiver.onProbe(channel, probe);
    } else {
      counters.own.increment();
      if (envelope.message() instanceof Message.Heartbeat heartbeat) {
        receiver.onEcho(channel, heartbeat.sender().stamp());
      } else if (envelope.message() instanceof Message.Hello hello) {
        receiver.onEcho(channel, hello.sender().stamp());
      }
    }
  }

  @Override
  public void onState(BrokerState state, String reason) {
    Receiver started = receiver;
    if (started != null) {
      started.onState(state, reason);
    }
  }

  private void detectGap(Channel channel, Envelope envelope, Receiver receiver) {
    long missing = gaps.missedBefore(channel, envelope);
    if (missing > 0) {
      counters.lost.add(missing);
      receiver.onLost(new LostMessages(envelope.origin(), channel.kind(), missing));
    }
  }

  /** Removes what is stored about envelopes of the past. Called once for each heartbeat. */
  public void expire() {
    format.expire();
  }

  /** The number of channels of other nodes whose envelopes are tracked. */
  public int trackedChannels() {
    return gaps.size() + format.size();
  }

  /** The counters of this node, those of its outbox included. */
  public Counters counters() {
    return counters;
  }

  /** The sequence numbers of other nodes. */
  public GapDetector gaps() {
    return gaps;
  }
}
