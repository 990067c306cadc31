package io.sidecast.transport.encoding;

import io.sidecast.engine.PacketType;
import io.sidecast.packet.EncodedPacket;

/** Builds the payload of the response to one poll. Not thread-safe. */
public interface PayloadWriter {

  /**
   * Adds a packet. Returns false if the payload would become too large; the first packet is never
   * too large.
   */
  boolean add(EncodedPacket packet);

  /** Adds a packet whose data is ASCII. Returns false if the payload would become too large. */
  boolean add(PacketType type, String data);

  /** Returns the number of bytes that were added. */
  int size();

  /** Returns the payload. */
  byte[] payload();

  /** Returns the media type of the payload. */
  String contentType();
}
