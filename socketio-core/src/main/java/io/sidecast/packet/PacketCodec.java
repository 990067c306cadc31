package io.sidecast.packet;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * Translates between packets and the messages of a connection. Thread-safe; both sides of every
 * connection, and every node of a cluster, use the same codec.
 */
public interface PacketCodec {

  /**
   * Encodes a packet.
   *
   * @param header type, namespace and acknowledgement id
   * @param data the arguments as a list for events and acknowledgements, a map for the others, or
   *     null for no data; {@code byte[]} values at any depth travel as binary
   * @return the packet, ready to be sent any number of times
   * @throws PacketException if a value cannot be serialised
   */
  EncodedPacket encode(Packet.Header header, @Nullable Object data);

  /**
   * Adds an acknowledgement id to an event that was encoded without one.
   *
   * @param event the event
   * @param ackId the id
   * @return the event with the id
   */
  EncodedPacket withAckId(EncodedPacket event, long ackId);

  /**
   * Parses the data of a packet.
   *
   * @param payload the data, not empty
   * @return the tree, with binary nodes in place of the attachments; its numbers are exact
   * @throws PacketException if the data is malformed
   */
  JsonNode parse(Payload payload);

  /**
   * The same codec, which refuses an object with two equal keys when it parses. Otherwise the last
   * of them counts.
   *
   * @return the codec
   * @throws UnsupportedOperationException if this codec cannot refuse them
   */
  default PacketCodec refusingDuplicateKeys() {
    throw new UnsupportedOperationException(getClass().getName() + " accepts duplicate keys");
  }

  /**
   * Makes a decoder for one connection.
   *
   * @return a decoder without state so far
   */
  PacketDecoder newDecoder();
}
