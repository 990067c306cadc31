package io.sidecast.transport;

import io.sidecast.engine.PacketType;
import io.sidecast.packet.EncodedPacket;

/** Puts packets together to one answer to a poll. One thread at a time. */
interface PayloadWriter {

  /** False if the payload would grow too large; a single packet is never too large. */
  boolean add(EncodedPacket packet);

  /** False if the payload would grow too large. The data is ASCII. */
  boolean add(PacketType type, String data);

  /** The number of bytes so far. */
  int size();

  /** The bytes. */
  byte[] payload();

  /** Their media type. */
  String contentType();
}
