package io.sidecast.socket;

import io.sidecast.packet.PacketException;
import java.util.Objects;
import java.util.Set;

/** Checks the names of events. Socket.IO reserves some names for its own events. */
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

  static String notNull(String event) {
    return Objects.requireNonNull(event, "event must not be null");
  }

  static String checkOutgoing(String event) {
    if (RESERVED.contains(notNull(event))) {
      throw new IllegalArgumentException(
          "'" + event + "' is a reserved event name: choose another one");
    }
    return event;
  }

  static void checkIncoming(String event) {
    if (RESERVED.contains(event)) {
      throw new PacketException("'" + event + "' is a reserved event name");
    }
  }
}
