package io.sidecast.transport.encoding;

import io.sidecast.engine.PacketType;
import io.sidecast.engine.TransportListener;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Parses one body of polling in revision 3, up to the first malformed packet. Confined to the
 * session's event loop.
 */
public final class V3PayloadReader extends PayloadReader {

  /** The first byte of a binary message: the packet type as a number, not as a digit. */
  public static final byte BINARY_MESSAGE = 4;

  private static final int MAX_DIGITS = 9;

  private final TransportListener listener;
  private final byte[] bytes;

  /** Null for a binary payload, and for one that is not UTF-8. */
  private final @Nullable String text;

  private final boolean binary;
  private int at;

  V3PayloadReader(PollingCodec.Body body, TransportListener listener) {
    this.listener = listener;
    this.bytes = body.bytes();
    this.binary = body.binary();
    this.text =
        !binary && Utf8Check.isValid(bytes) ? new String(bytes, StandardCharsets.UTF_8) : null;
  }

  @Override
  boolean readPacket() {
    if (binary) {
      return readBinary();
    }
    if (text == null) {
      listener.onMalformed("text that is not UTF-8");
      return false;
    }
    return readText(text);
  }

  /**
   * Reads a packet of a text payload: a sequence of {@code <length>:<packet>}, with lengths in
   * UTF-16 code units.
   */
  private boolean readText(String payload) {
    int colon = payload.indexOf(':', at);
    int length = colon < 0 ? -1 : length(payload.substring(at, colon));
    int from = colon + 1;
    if (length < 1 || length > payload.length() - from) {
      listener.onMalformed("illegal length of a packet");
      return false;
    }
    at = from + length;
    return readPacket(payload.substring(from, at)) && at < payload.length();
  }

  private static int length(String digits) {
    boolean number =
        !digits.isEmpty()
            && digits.length() <= MAX_DIGITS
            && digits.chars().allMatch(c -> c >= '0' && c <= '9');
    return number ? Integer.parseInt(digits) : -1;
  }

  private boolean readPacket(String packet) {
    return packet.charAt(0) == 'b'
        ? readBase64(packet)
        : deliver(
            PacketType.of(packet.charAt(0)), packet.substring(1).getBytes(StandardCharsets.UTF_8));
  }

  private boolean readBase64(String packet) {
    byte[] data = base64(packet.substring(1).getBytes(StandardCharsets.UTF_8));
    if (data == null) {
      listener.onMalformed("malformed base64 packet");
      return false;
    }
    listener.onBinary(data);
    return true;
  }

  /**
   * Returns the bytes of a base64 packet whose {@code b} was removed; null if the packet is
   * malformed.
   */
  public static byte @Nullable [] base64(byte[] typeAndData) {
    if (typeAndData.length == 0 || typeAndData[0] != PacketType.MESSAGE.digit()) {
      return null;
    }
    try {
      return Base64.getDecoder().decode(Arrays.copyOfRange(typeAndData, 1, typeAndData.length));
    } catch (IllegalArgumentException malformed) {
      return null;
    }
  }

  /**
   * Reads a packet of a binary payload: a sequence of the kind of a packet (0 for text, 1 for
   * bytes), the decimal digits of its length, 0xff, and the packet.
   */
  private boolean readBinary() {
    int start = at;
    int end = start + 1;
    long length = 0;
    while (end < bytes.length && bytes[end] >= 0 && bytes[end] <= 9 && length < 1L << 32) {
      length = length * 10 + bytes[end++];
    }
    boolean framed = end < bytes.length && bytes[end] == (byte) 0xff && end > start + 1;
    int from = end + 1;
    if (!framed || length < 1 || length > bytes.length - from || (bytes[start] & ~1) != 0) {
      listener.onMalformed("illegal length of a packet");
      return false;
    }
    at = from + (int) length;
    byte[] packet = Arrays.copyOfRange(bytes, from, at);
    return (bytes[start] == 0 ? readTextPacket(packet) : readBytes(packet)) && at < bytes.length;
  }

  private boolean readTextPacket(byte[] packet) {
    if (!Utf8Check.isValid(packet)) {
      listener.onMalformed("text that is not UTF-8");
      return false;
    }
    return packet[0] == 'b'
        ? readBase64(new String(packet, StandardCharsets.UTF_8))
        : deliver(PacketType.of(packet[0]), Arrays.copyOfRange(packet, 1, packet.length));
  }

  private boolean readBytes(byte[] packet) {
    if (packet[0] != BINARY_MESSAGE) {
      listener.onMalformed("binary packet that is no message");
      return false;
    }
    listener.onBinary(Arrays.copyOfRange(packet, 1, packet.length));
    return true;
  }

  private boolean deliver(@Nullable PacketType type, byte[] data) {
    if (type == null) {
      listener.onMalformed("unknown packet type");
      return false;
    }
    listener.onPacket(type, data);
    return true;
  }
}
