package io.sidecast.packet;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The text head of a packet: {@code <type>[<attachments>-][<namespace>,][<ack id>][<json>]}.
 * Immutable.
 *
 * @param header the type, the namespace and the acknowledgement id
 * @param attachments the number of binary messages that follow; -1 if the type has none
 * @param body the index of the first byte of the JSON data
 */
record JsonHead(Packet.Header header, int attachments, int body) {

  private static final char BINARY_EVENT = '5';
  private static final char BINARY_ACK = '6';

  /**
   * The maximum number of digits of an acknowledgement id: 2^53 has 16 digits, and no client counts
   * further.
   */
  private static final int MAX_ACK_DIGITS = 15;

  static byte[] write(Packet.Header header, int attachments, byte[] body) {
    char kind = kind(header.type(), attachments > 0);
    boolean isBare = attachments == 0 && header.ackId() == Packet.NO_ACK;
    if (isBare && header.namespace().equals("/")) {
      byte[] head = new byte[1 + body.length];
      head[0] = (byte) kind;
      System.arraycopy(body, 0, head, 1, body.length);
      return head;
    }
    var text = new StringBuilder(32).append(kind);
    if (attachments > 0) {
      text.append(attachments).append('-');
    }
    if (!header.namespace().equals("/")) {
      text.append(header.namespace()).append(',');
    }
    if (header.ackId() != Packet.NO_ACK) {
      text.append(header.ackId());
    }
    byte[] prefix = text.toString().getBytes(StandardCharsets.UTF_8);
    byte[] head = Arrays.copyOf(prefix, prefix.length + body.length);
    System.arraycopy(body, 0, head, prefix.length, body.length);
    return head;
  }

  private static char kind(PacketType type, boolean binary) {
    return switch (type) {
      case CONNECT -> '0';
      case DISCONNECT -> '1';
      case EVENT -> binary ? BINARY_EVENT : '2';
      case ACK -> binary ? BINARY_ACK : '3';
      case CONNECT_ERROR -> '4';
    };
  }

  private static PacketType type(char kind) {
    return switch (kind) {
      case '0' -> PacketType.CONNECT;
      case '1' -> PacketType.DISCONNECT;
      case '2', BINARY_EVENT -> PacketType.EVENT;
      case '3', BINARY_ACK -> PacketType.ACK;
      case '4' -> PacketType.CONNECT_ERROR;
      default -> throw new PacketException("unknown packet type " + (int) kind);
    };
  }

  /** The index for the acknowledgement id in the head of an event without one. */
  static int ackIdOffset(byte[] head) {
    return read(head).body();
  }

  static JsonHead read(byte[] text) {
    if (text.length == 0) {
      throw new PacketException("empty packet");
    }
    PacketType type = type((char) text[0]);
    if (text[0] != BINARY_EVENT && text[0] != BINARY_ACK) {
      return rest(text, 1, type, -1);
    }
    int dash = endOfDigits(text, 1);
    int attachments = number(text, 1, dash, "attachment count");
    if (dash == text.length || text[dash] != '-') {
      throw new PacketException("illegal attachments: no '-' after the count");
    }
    return rest(text, dash + 1, type, attachments);
  }

  private static JsonHead rest(byte[] text, int start, PacketType type, int attachments) {
    int at = start;
    String namespace = "/";
    if (at < text.length && text[at] == '/') {
      int comma = indexOf(text, ',', at);
      namespace = new String(text, at, comma - at, StandardCharsets.UTF_8);
      at = Math.min(comma + 1, text.length);
    }
    int end = endOfDigits(text, at);
    long ackId = end == at ? Packet.NO_ACK : longNumber(text, at, end);
    return new JsonHead(new Packet.Header(type, namespace, ackId), attachments, end);
  }

  private static int indexOf(byte[] text, char wanted, int from) {
    int at = from;
    while (at < text.length && text[at] != wanted) {
      at++;
    }
    return at;
  }

  private static int endOfDigits(byte[] text, int from) {
    int at = from;
    while (at < text.length && text[at] >= '0' && text[at] <= '9') {
      at++;
    }
    return at;
  }

  private static int number(byte[] text, int from, int to, String what) {
    if (from == to || to - from > 6) {
      throw new PacketException("illegal " + what);
    }
    return (int) longNumber(text, from, to);
  }

  private static long longNumber(byte[] text, int from, int to) {
    if (to - from > MAX_ACK_DIGITS) {
      throw new PacketException(
          "number in a packet head longer than " + MAX_ACK_DIGITS + " digits");
    }
    long number = 0;
    for (int at = from; at < to; at++) {
      number = number * 10 + text[at] - '0';
    }
    return number;
  }
}
