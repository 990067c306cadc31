package io.sidecast.cluster;

import io.sidecast.broker.BrokerListener;
import io.sidecast.broker.BrokerState;
import io.sidecast.broker.Channel;
import io.sidecast.broker.Position;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
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
  private final Consumer<Envelope> onEnvelope;
  private final BiConsumer<BrokerState, String> onState;
  private final EnvelopeCodec codec = new CborEnvelopeCodec();
  private final Sequences sequences = new Sequences();
  private final AtomicLong nextWarning = new AtomicLong(System.nanoTime());

  Inbox(
      NodeId self,
      Counters counters,
      Consumer<Envelope> onEnvelope,
      BiConsumer<BrokerState, String> onState) {
    this.self = self;
    this.counters = counters;
    this.onEnvelope = onEnvelope;
    this.onState = onState;
  }

  @Override
  public void onMessage(Channel channel, byte[] bytes, Position position) {
    try {
      Envelope envelope = codec.decode(bytes);
      if (!envelope.origin().equals(self)) {
        counters.received.increment();
        counters.lost.add(sequences.missedBefore(channel, envelope));
        onEnvelope.accept(envelope);
      } else if (envelope.message() instanceof Message.Probe) {
        onEnvelope.accept(envelope);
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
    onState.accept(state, reason);
  }

  void forget(NodeId node) {
    sequences.forget(node);
  }

  private void warn(String text, Object... values) {
    long now = System.nanoTime();
    long next = nextWarning.get();
    if (now - next >= 0 && nextWarning.compareAndSet(next, now + WARNING_INTERVAL_NANOS)) {
      log.warn(text, values);
    }
  }
}
