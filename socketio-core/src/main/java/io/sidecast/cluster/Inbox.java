package io.sidecast.cluster;

import io.sidecast.broker.BrokerListener;
import io.sidecast.broker.BrokerState;
import io.sidecast.broker.Channel;
import io.sidecast.broker.Position;
import io.sidecast.cluster.ClusterEvents.LostMessages;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens what the broker brings. Threads of the broker, one at a time for each channel. Garbage is
 * counted and dropped; own copies too.
 */
final class Inbox implements BrokerListener {

  private static final Logger log = LoggerFactory.getLogger(Inbox.class);
  private static final long WARNING_INTERVAL_NANOS = 10_000_000_000L;

  private final NodeId self;
  private final Counters counters;
  private final Receiver receiver;
  private final EnvelopeCodec codec = new CborEnvelopeCodec();
  private final Sequences sequences = new Sequences();
  private final AtomicLong nextWarning = new AtomicLong(System.nanoTime());

  /** Gets what is in order. */
  interface Receiver {

    void onEnvelope(Channel channel, Envelope envelope);

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
      Envelope envelope = codec.decode(bytes);
      if (!envelope.origin().equals(self)) {
        counters.received.increment();
        countMissing(channel, envelope);
        receiver.onEnvelope(channel, envelope);
      } else if (envelope.message() instanceof Message.Probe) {
        receiver.onEnvelope(channel, envelope);
      } else {
        counters.own.increment();
      }
    } catch (EnvelopeException e) {
      counters.malformed.increment();
      warn("dropped a message of {} bytes on {}: {}", bytes.length, channel, e);
    } catch (RuntimeException e) {
      log.error("could not handle a message on {}", channel, e);
    }
  }

  @Override
  public void onState(BrokerState state, String reason) {
    receiver.onState(state, reason);
  }

  private void countMissing(Channel channel, Envelope envelope) {
    long missing = sequences.missedBefore(channel, envelope);
    if (missing > 0) {
      counters.lost.add(missing);
      receiver.onLost(new LostMessages(envelope.origin(), channel.kind(), missing));
    }
  }

  /** Whom this node hears and misses. */
  Sequences sequences() {
    return sequences;
  }

  private void warn(String text, Object... values) {
    long now = System.nanoTime();
    long next = nextWarning.get();
    if (now - next >= 0 && nextWarning.compareAndSet(next, now + WARNING_INTERVAL_NANOS)) {
      log.warn(text, values);
    }
  }
}
