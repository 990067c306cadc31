package io.sidecast.cluster;

import io.sidecast.broker.BrokerListener;
import io.sidecast.broker.BrokerState;
import io.sidecast.broker.Channel;
import io.sidecast.broker.Position;
import io.sidecast.log.RateLimitedLog;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decodes the envelopes that the broker delivers and passes them to a receiver. It counts and drops
 * malformed messages and this node's own messages. An error in one message does not affect others.
 * Runs on threads of the broker, one at a time for each channel.
 */
final class Inbox implements BrokerListener {

  private static final Logger log = LoggerFactory.getLogger(Inbox.class);
  private static final RateLimitedLog failures = RateLimitedLog.ofFailures(log);
  private static final RateLimitedLog malformed = new RateLimitedLog(log, Duration.ofSeconds(10));

  private final NodeId self;
  private final Counters counters;
  private final Receiver receiver;
  private final EnvelopeCodec codec = new CborEnvelopeCodec();
  private final GapDetector gaps = new GapDetector();

  /** Receives decoded envelopes. */
  interface Receiver {

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

  Inbox(NodeId self, Counters counters, Receiver receiver) {
    this.self = self;
    this.counters = counters;
    this.receiver = receiver;
  }

  @Override
  public void onMessage(Channel channel, byte[] bytes, Position position) {
    try {
      counters.arrived(channel);
      open(channel, codec.decode(bytes));
    } catch (EnvelopeException e) {
      counters.malformed.increment();
      malformed.warn(
          () -> "dropped a message of %d bytes on %s: %s".formatted(bytes.length, channel, e));
    } catch (Throwable e) {
      failures.error(() -> "could not handle a message on %s".formatted(channel), e);
    }
  }

  private void open(Channel channel, Envelope envelope) {
    if (!envelope.origin().equals(self)) {
      counters.received.increment();
      detectGap(channel, envelope);
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
    receiver.onState(state, reason);
  }

  private void detectGap(Channel channel, Envelope envelope) {
    long missing = gaps.missedBefore(channel, envelope);
    if (missing > 0) {
      counters.lost.add(missing);
      receiver.onLost(new LostMessages(envelope.origin(), channel.kind(), missing));
    }
  }

  /** The sequence numbers of other nodes. */
  GapDetector gaps() {
    return gaps;
  }
}
