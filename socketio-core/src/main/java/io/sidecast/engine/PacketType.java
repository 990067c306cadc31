package io.sidecast.engine;

import org.jspecify.annotations.Nullable;

/** The types of Engine.IO packets, in the order of their digits (protocol: "Packet types"). */
public enum PacketType {
  /** The handshake, from the server. */
  OPEN('0'),
  /** The transport can be closed. */
  CLOSE('1'),
  /** The heartbeat, from the server; or the probe of an upgrade, from the client. */
  PING('2'),
  /** The answer to a ping. */
  PONG('3'),
  /** A message. */
  MESSAGE('4'),
  /** The client has finished an upgrade. */
  UPGRADE('5'),
  /** Nothing; ends a poll. */
  NOOP('6');

  private static final PacketType[] TYPES = values();

  private final byte digit;

  PacketType(char digit) {
    this.digit = (byte) digit;
  }

  /**
   * The character that a packet of this type begins with.
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
   * @return the type, or null if there is no such type
   */
  public static @Nullable PacketType of(int digit) {
    int index = digit - '0';
    return index >= 0 && index < TYPES.length ? TYPES[index] : null;
  }
}
