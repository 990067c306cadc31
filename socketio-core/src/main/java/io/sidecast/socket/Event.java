package io.sidecast.socket;

import com.fasterxml.jackson.databind.JsonNode;
import io.sidecast.json.tree.JsonTree;
import io.sidecast.packet.EncodedPacket;
import io.sidecast.packet.Packet;
import io.sidecast.packet.PacketException;

/** A parsed event. Immutable. */
record Event(String name, Arguments arguments) {

  /**
   * Parses an event of a client.
   *
   * @throws PacketException if the data is not an array that begins with a valid name
   */
  static Event received(Packet packet, SocketSettings settings) {
    Event event = parse(packet, settings.maxNodes(), settings);
    EventNames.checkIncoming(event.name());
    return event;
  }

  /** Parses an event that a server has encoded. */
  static Event sent(EncodedPacket packet, SocketSettings settings) {
    return parse(Packet.decode(packet, settings.codec().newDecoder()), Integer.MAX_VALUE, settings);
  }

  private static Event parse(Packet packet, int maxNodes, SocketSettings settings) {
    JsonNode array = JsonTree.node(settings.codec().parse(packet.payload(), maxNodes));
    if (!array.isArray() || array.isEmpty()) {
      throw new PacketException("an event must be an array that begins with its name");
    }
    JsonNode name = array.get(0);
    if (!name.isTextual() && !name.isNumber()) {
      throw new PacketException(
          "the name of an event must be a string or a number, not " + name.getNodeType());
    }
    return new Event(name.asText(), Arguments.from(1, array, settings.values()));
  }
}
