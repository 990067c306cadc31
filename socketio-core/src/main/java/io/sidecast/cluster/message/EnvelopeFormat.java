package io.sidecast.cluster.message;

import io.sidecast.broker.Channel;
import io.sidecast.cluster.EnvelopeKeys;
import io.sidecast.log.RateLimitedLog;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * The format of the envelopes on the broker: CBOR, signed if the node has keys. A node without keys
 * reads signed envelopes without verification, like all others. Thread-safe; envelopes of one
 * channel must be decoded one at a time.
 */
public final class EnvelopeFormat {

  private static final RateLimitedLog unverified =
      new RateLimitedLog(LoggerFactory.getLogger(EnvelopeFormat.class), Duration.ofMinutes(1));

  private final CborEnvelopeCodec codec = new CborEnvelopeCodec();
  private final ReplayWindow replays = new ReplayWindow();
  private final boolean acceptsUnsigned;
  private final @Nullable EnvelopeSigner signer;

  /**
   * Creates the format of a node.
   *
   * @param keys the keys of the cluster, which may be none
   */
  public EnvelopeFormat(EnvelopeKeys keys) {
    this(keys, System::currentTimeMillis);
  }

  EnvelopeFormat(EnvelopeKeys keys, LongSupplier millis) {
    this.acceptsUnsigned = keys.isEmpty() || keys.acceptsUnsigned();
    this.signer = keys.isEmpty() ? null : new EnvelopeSigner(keys, millis);
  }

  /** Encodes an envelope, to be published next on a channel. */
  public byte[] encode(Channel channel, Envelope envelope) {
    if (signer == null) {
      return codec.encode(envelope, 0);
    }
    byte[] bytes = codec.encode(envelope, EnvelopeSigner.HEADER_BYTES);
    signer.sign(channel, bytes);
    return bytes;
  }

  /**
   * Reads an envelope that has arrived on a channel.
   *
   * @throws RefusedEnvelopeException if it is not authentic
   * @throws EnvelopeException if it is not an envelope
   */
  public Envelope decode(Channel channel, byte[] bytes) {
    if (!EnvelopeSigner.isSigned(bytes)) {
      return decodeUnsigned(bytes);
    }
    if (signer == null) {
      unverified.warn(
          () ->
              "an envelope on %s is signed, and this node has no envelope keys: nodes with keys ignore the messages of this node"
                  .formatted(channel));
      return codec.decode(bytes, EnvelopeSigner.HEADER_BYTES);
    }
    long time = signer.verify(channel, bytes);
    Envelope envelope = codec.decode(bytes, EnvelopeSigner.HEADER_BYTES);
    if (!replays.advance(channel, envelope.origin(), time)) {
      throw new RefusedEnvelopeException(
          "node %s has sent later ones: it is a copy".formatted(envelope.origin()));
    }
    return envelope;
  }

  private Envelope decodeUnsigned(byte[] bytes) {
    if (!acceptsUnsigned) {
      throw new RefusedEnvelopeException(
          "it is not signed: its sender has no envelope keys, or is not a node of this cluster");
    }
    return codec.decode(bytes, 0);
  }

  /** Removes what is stored about envelopes that would be refused for their age now. */
  public void expire() {
    if (signer != null) {
      replays.forgetBefore(signer.windowStart());
    }
  }

  /** The number of channels of other nodes whose last envelope is stored. */
  public int size() {
    return replays.size();
  }

  /** The ids of the keys for the log; empty without keys. */
  public String keyIds() {
    return signer == null ? "" : signer.keyIds();
  }
}
