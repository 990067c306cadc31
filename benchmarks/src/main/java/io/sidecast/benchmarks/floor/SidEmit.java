package io.sidecast.benchmarks.floor;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * The packet of the load generator's emit to a sid, whose fields are at fixed positions: {@code
 * 42["emit_sid",{"sid":"00000017","data":"…"}]}. Thread-safe.
 */
final class SidEmit {

  private static final int DIGITS = 8;
  private static final int SID = "42[\"emit_sid\",{\"sid\":\"".length();
  private static final int DATA = SID + DIGITS + "\",\"data\":".length();
  private static final int END = "}]".length();

  private SidEmit() {}

  /** Returns the sid of a client, which has a fixed length. */
  static String sid(int number) {
    return ("" + (100_000_000 + number)).substring(1);
  }

  /** Returns the number of the client that a packet names. */
  static int number(byte[] packet) {
    int number = 0;
    for (int i = SID; i < SID + DIGITS; i++) {
      number = 10 * number + packet[i] - '0';
    }
    return number;
  }

  /** Returns the data of a packet: JSON text in quotes. */
  static ByteBuf data(byte[] packet) {
    return Unpooled.wrappedBuffer(packet, DATA, packet.length - DATA - END);
  }
}
