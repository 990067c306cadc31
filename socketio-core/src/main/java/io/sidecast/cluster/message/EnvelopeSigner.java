package io.sidecast.cluster.message;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.sidecast.broker.Channel;
import io.sidecast.cluster.EnvelopeKeys;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import org.jspecify.annotations.Nullable;

/**
 * Signs and verifies envelopes with HMAC-SHA-256 (RFC 2104). A signed envelope is a CBOR array
 * {@code [3, key id, time, signature, envelope]}, whose first four elements have a fixed length.
 * The signature covers the channel, the time and the envelope, so a copy on another channel is
 * refused. The time is in microseconds and increases with each envelope of a node. Thread-safe.
 */
final class EnvelopeSigner {

  /** The number of bytes before the envelope. */
  static final int HEADER_BYTES = 55;

  private static final int VERSION = 3;
  private static final int TIME_AT = 8;
  private static final int SIGNATURE_AT = 18;
  private static final int SIGNATURE_BYTES = 32;
  private static final long MICROS_PER_MILLI = 1_000;

  private final List<Key> keys;
  private final long windowMicros;
  private final LongSupplier millis;
  private final AtomicLong lastTime = new AtomicLong();

  /**
   * Creates a signer.
   *
   * @param keys at least one key
   * @param millis the time of day in milliseconds
   */
  EnvelopeSigner(EnvelopeKeys keys, LongSupplier millis) {
    this.keys = keys.keys().stream().map(Key::new).toList();
    this.windowMicros = keys.replayWindow().toMillis() * MICROS_PER_MILLI;
    this.millis = millis;
  }

  /** Whether an envelope has the form of a signed one. */
  static boolean isSigned(byte[] bytes) {
    return bytes.length > HEADER_BYTES && bytes[0] == (byte) 0x85 && bytes[1] == VERSION;
  }

  /**
   * Fills the header of an envelope.
   *
   * @param bytes {@value #HEADER_BYTES} bytes for the header, and the envelope
   */
  void sign(Channel channel, byte[] bytes) {
    Key key = keys.get(0);
    writeHeader(bytes, key.id, nextTime());
    key.writeSignature(channel, bytes);
  }

  private static void writeHeader(byte[] bytes, int keyId, long time) {
    ByteBuffer.wrap(bytes)
        .put((byte) 0x85) // an array of 5
        .put((byte) VERSION)
        .put((byte) 0x44) // 4 bytes
        .putInt(keyId)
        .put((byte) 0x1b) // a number of 8 bytes
        .putLong(time)
        .put((byte) 0x58) // bytes, with a length of 1 byte
        .put((byte) SIGNATURE_BYTES)
        .position(SIGNATURE_AT + SIGNATURE_BYTES)
        .put((byte) 0x5a) // bytes, with a length of 4 bytes
        .putInt(bytes.length - HEADER_BYTES);
  }

  private long nextTime() {
    long now = nowMicros();
    return lastTime.updateAndGet(last -> Math.max(last + 1, now));
  }

  private long nowMicros() {
    return millis.getAsLong() * MICROS_PER_MILLI;
  }

  /** The earliest time that is accepted now. */
  long windowStart() {
    return nowMicros() - windowMicros;
  }

  /**
   * Verifies a signed envelope.
   *
   * @return its time
   * @throws RefusedEnvelopeException if no key has signed it, or its time is not within the window
   */
  long verify(Channel channel, byte[] bytes) {
    var header = ByteBuffer.wrap(bytes);
    long time = header.getLong(TIME_AT);
    int keyId = header.getInt(3);
    if (!hasHeader(bytes, keyId, time) || !isSignedBy(keyId, channel, bytes)) {
      throw new RefusedEnvelopeException(
          "its signature by the key %08x does not fit (the keys here are %s): it was changed, or the keys of the nodes differ"
              .formatted(keyId, keyIds()));
    }
    long age = nowMicros() - time;
    if (Math.abs(age) > windowMicros) {
      throw new RefusedEnvelopeException(
          "its time is %d ms before the time here: it is a copy, the broker delivers it late, or the clocks of the nodes differ"
              .formatted(age / MICROS_PER_MILLI));
    }
    return time;
  }

  /** Whether the header is the one that a signer writes, apart from the signature. */
  private static boolean hasHeader(byte[] bytes, int keyId, long time) {
    byte[] expected = Arrays.copyOf(bytes, HEADER_BYTES);
    writeHeader(expected, keyId, time);
    ByteBuffer.wrap(expected).putInt(HEADER_BYTES - 4, bytes.length - HEADER_BYTES);
    return Arrays.equals(expected, 0, HEADER_BYTES, bytes, 0, HEADER_BYTES);
  }

  private boolean isSignedBy(int keyId, Channel channel, byte[] bytes) {
    for (Key key : keys) {
      if (key.id == keyId && key.hasSigned(channel, bytes)) {
        return true;
      }
    }
    return false;
  }

  /** The ids of the keys, which begin with that of the key that signs. */
  String keyIds() {
    return keys.stream().map(key -> "%08x".formatted(key.id)).collect(Collectors.joining(", "));
  }

  /** A key, with an id that does not reveal it. Thread-safe. */
  private static final class Key {
    private static final byte[] ID_TEXT = "id of an envelope key".getBytes(US_ASCII);

    private final SecretKey secret;
    private final int id;

    /** An instance that no thread uses; null while a thread uses the last one. */
    private final AtomicReference<@Nullable Mac> idle = new AtomicReference<>();

    Key(SecretKey secret) {
      this.secret = secret;
      this.id = ByteBuffer.wrap(newMac().doFinal(ID_TEXT)).getInt();
    }

    void writeSignature(Channel channel, byte[] bytes) {
      byte[] signature = signature(channel, bytes);
      System.arraycopy(signature, 0, bytes, SIGNATURE_AT, SIGNATURE_BYTES);
    }

    boolean hasSigned(Channel channel, byte[] bytes) {
      byte[] found = Arrays.copyOfRange(bytes, SIGNATURE_AT, SIGNATURE_AT + SIGNATURE_BYTES);
      return MessageDigest.isEqual(found, signature(channel, bytes));
    }

    private byte[] signature(Channel channel, byte[] bytes) {
      Mac idleMac = idle.getAndSet(null);
      Mac mac = idleMac == null ? newMac() : idleMac;
      mac.update((channel.kind() + " " + channel.name() + "\n").getBytes(US_ASCII));
      mac.update(bytes, TIME_AT, Long.BYTES);
      mac.update(bytes, HEADER_BYTES, bytes.length - HEADER_BYTES);
      byte[] signature = mac.doFinal();
      idle.set(mac);
      return signature;
    }

    private Mac newMac() {
      try {
        Mac mac = Mac.getInstance(secret.getAlgorithm());
        mac.init(secret);
        return mac;
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("the JDK has no HMAC-SHA-256", e);
      }
    }
  }
}
