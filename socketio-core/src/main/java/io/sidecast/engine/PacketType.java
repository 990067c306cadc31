package io.sidecast.engine;

import org.jspecify.annotations.Nullable;

/** The types of Engine.IO packets, in the order of their digits (protocol: "Packet types"). */
public enum PacketType {
  /** The handshake, from the server. */
  OPEN,
  /** The transport can be closed. */
  CLOSE,
  /** The heartbeat, from the server; or the probe of an upgrade, from the client. */
  PING,
  /** The answer to a ping. */
  PONG,
  /** A message. */
  MESSAGE,
  /** The client has finished an upgrade. */
  UPGRADE,
  /** Nothing; ends a poll. */
  NOOP;

  private static final PacketType[] TYPES = values();

  /**
   * The character that a packet of this type begins with.
   *
   * @return an ASCII digit
   */
  public byte digit() {
    return (byte) ('0' + ordinal());
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
