package io.sidecast.packet;

import io.sidecast.json.JsonValue;
import org.jspecify.annotations.Nullable;

/**
 * Encodes packets as messages of a connection, and decodes them. Both sides of every connection and
 * all nodes of a cluster must use the same codec. Thread-safe.
 *
 * <p>Sidecast implements this type. A minor version may add methods.
 *
 * @since 0.1.0
 */
public sealed interface PacketCodec permits JsonPacketCodec, MsgpackPacketCodec {

  /**
   * Encodes a packet.
   *
   * @param header the type, the namespace and the acknowledgement id
   * @param data the list of arguments of an event or an acknowledgement, the map of another packet,
   *     or null for no data; {@code byte[]} values at any depth are sent as binary
   * @return the packet, which may be sent any number of times
   * @throws PacketException if a value cannot be serialised
   */
  EncodedPacket encode(Packet.Header header, @Nullable Object data);

  /**
   * Adds an acknowledgement id to an event that was encoded without one.
   *
   * @param event the event
   * @param ackId the acknowledgement id
   * @return the event with the acknowledgement id
   */
  EncodedPacket withAckId(EncodedPacket event, long ackId);

  /**
   * Parses the data of a packet.
   *
   * @param payload the data, not empty
   * @return the value, with binary values in place of the attachments; its numbers are exact
   * @throws PacketException if the data is malformed
   */
  default JsonValue parse(Payload payload) {
    return parse(payload, Integer.MAX_VALUE);
  }

  /**
   * Parses the data of a packet of a client.
   *
   * @param payload the data, not empty
   * @param maxNodes the maximum number of values at any depth
   * @return the value, as from {@link #parse(Payload)}
   * @throws PacketException if the data is malformed, or has more values; then the exception has
   *     the limit {@link io.sidecast.limit.Limit#JSON_NODES}
   */
  JsonValue parse(Payload payload, int maxNodes);

  /**
   * Returns the name of an event without parsing its arguments.
   *
   * @param event the data of an event
   * @return the name, or null if only a parser can read it: it contains an escape, it is no string,
   *     or the data is malformed
   */
  @Nullable String plainEventName(Payload event);

  /**
   * Returns this codec with refusal of duplicate keys in objects that it parses. By default the
   * last value of a duplicate key applies.
   *
   * @return the codec
   */
  PacketCodec refusingDuplicateKeys();

  /**
   * Creates a decoder for one connection.
   *
   * @return a new decoder
   */
  PacketDecoder newDecoder();
}
