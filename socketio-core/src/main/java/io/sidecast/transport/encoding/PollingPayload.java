package io.sidecast.transport.encoding;

import io.sidecast.engine.PacketType;
import io.sidecast.engine.TransportListener;
import java.util.Arrays;
import java.util.Base64;

/**
 * Parses the payloads of polling (Engine.IO protocol, sections "HTTP long-polling" and "Packet
 * encoding"). Thread-safe.
 */
public final class PollingPayload {

  /** The separator between two packets. */
  static final byte SEPARATOR = 0x1e;

  private static final byte BINARY = 'b';

  private PollingPayload() {}

  /** Returns a reader of a payload of revision 4. */
  public static PayloadReader reader(byte[] body, TransportListener listener) {
    return new PayloadReader() {
      private int from;

      @Override
      boolean readPacket() {
        int to = from;
        while (to < body.length && body[to] != SEPARATOR) {
          to++;
        }
        boolean valid = decodePacket(body, from, to, listener);
        from = to + 1;
        return valid && from <= body.length;
      }
    };
  }

  /** Returns whether the payload is a single CLOSE packet of revision 4 or 3. */
  public static boolean isClose(byte[] body) {
    byte close = PacketType.CLOSE.digit();
    return (body.length == 1 && body[0] == close)
        || (body.length == 3 && body[0] == '1' && body[1] == ':' && body[2] == close);
  }

  private static boolean decodePacket(byte[] body, int from, int to, TransportListener listener) {
    if (from == to) {
      listener.onMalformed("empty packet");
      return false;
    }
    byte[] data = Arrays.copyOfRange(body, from + 1, to);
    if (body[from] == BINARY) {
      return decodeBinary(data, listener);
    }
    PacketType type = PacketType.of(body[from]);
    if (type == null) {
      listener.onMalformed("unknown packet type");
      return false;
    }
    if (!Utf8Check.isValid(data)) {
      listener.onMalformed("text that is not UTF-8");
      return false;
    }
    listener.onPacket(type, data);
    return true;
  }

  private static boolean decodeBinary(byte[] base64, TransportListener listener) {
    byte[] data;
    try {
      data = Base64.getDecoder().decode(withoutLineEnds(base64));
    } catch (IllegalArgumentException malformed) {
      listener.onMalformed("malformed base64");
      return false;
    }
    listener.onBinary(data);
    return true;
  }

  /** Removes line ends, because the Java client breaks its base64 into lines. Changes the array. */
  private static byte[] withoutLineEnds(byte[] base64) {
    int length = 0;
    for (byte character : base64) {
      if (character != '\n' && character != '\r') {
        base64[length++] = character;
      }
    }
    return length == base64.length ? base64 : Arrays.copyOf(base64, length);
  }
}
