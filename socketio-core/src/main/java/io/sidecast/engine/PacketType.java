package io.sidecast.engine;

import org.jspecify.annotations.Nullable;

/** The types of Engine.IO packets, in the order of their digits (section "Packet types"). */
public enum PacketType {
  /** The handshake, sent by the server. */
  OPEN('0'),
  /** A request to close the transport. */
  CLOSE('1'),
  /** The heartbeat of the server, or the probe of an upgrade by the client. */
  PING('2'),
  /** The response to a ping. */
  PONG('3'),
  /** A message of the application. */
  MESSAGE('4'),
  /** The end of an upgrade, sent by the client. */
  UPGRADE('5'),
  /** An empty packet, which ends a poll. */
  NOOP('6');

  private static final PacketType[] TYPES = values();

  private final byte digit;

  PacketType(char digit) {
    this.digit = (byte) digit;
  }

  /**
   * The first character of a packet of this type.
   *
   * @return an ASCII digit
   */
  public byte digit() {
    return digit;
  }

  /**
   * The type of a packet.
   *
   * @param digit the first character of the packet
   * @return the type, or null if no type has this digit
   */
  public static @Nullable PacketType of(int digit) {
    int index = digit - '0';
    return index >= 0 && index < TYPES.length ? TYPES[index] : null;
  }
}
