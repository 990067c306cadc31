package io.sidecast.socket;

import com.fasterxml.jackson.databind.JsonNode;
import io.sidecast.packet.Packet;
import io.sidecast.packet.PacketException;

/** An event of a client. */
record IncomingEvent(String name, Arguments arguments) {

  /**
   * Parses an event.
   *
   * @throws PacketException if the data is not an array that begins with an allowed name
   */
  static IncomingEvent parse(Packet packet, SocketSettings settings) {
    JsonNode array = settings.codec().parse(packet.payload());
    if (!array.isArray() || array.isEmpty()) {
      throw new PacketException("an event must be an array that begins with its name");
    }
    String name = EventNames.incoming(array.get(0));
    return new IncomingEvent(name, Arguments.from(1, array, settings.mapper()));
  }
}
