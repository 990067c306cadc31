package io.sidecast.socket;

import com.fasterxml.jackson.databind.JsonNode;
import io.sidecast.packet.PacketException;
import java.util.Set;

/** Names that have a meaning of their own and cannot be events. */
final class EventNames {

  private static final Set<String> RESERVED =
      Set.of(
          "connect",
          "connect_error",
          "disconnect",
          "disconnecting",
          "newListener",
          "removeListener");

  private EventNames() {}

  static String checkOutgoing(String event) {
    if (RESERVED.contains(event)) {
      throw new IllegalArgumentException(
          "'" + event + "' is a reserved event name: choose another one");
    }
    return event;
  }

  static String incoming(JsonNode name) {
    if (!(name.isTextual() || name.isNumber()) || RESERVED.contains(name.asText())) {
      throw new PacketException("invalid event name: " + name);
    }
    return name.asText();
  }
}
