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

  /**
   * Checks the name of a listener of a socket. No client can send an event with a reserved name.
   */
  static String checkListener(String event) {
    if (RESERVED.contains(notNull(event))) {
      throw neverSent(event);
    }
    return event;
  }

  /**
   * Checks the name of a listener of a namespace, on which {@code connection} is most likely meant
   * as {@link Namespace#onConnection}.
   */
  static String checkNamespaceListener(String event) {
    if (notNull(event).equals("connection")) {
      throw neverSent(event);
    }
    return checkListener(event);
  }

  private static IllegalArgumentException neverSent(String event) {
    String instead =
        switch (event) {
          case "connect", "connection" -> ": use onConnection";
          case "disconnect" -> ": use onDisconnect of the socket";
          case "disconnecting" -> ": use onDisconnecting of the socket";
          default -> "";
        };
    return new IllegalArgumentException("'" + event + "' is no event of a client" + instead);
  }

  static void checkIncoming(String event) {
    if (RESERVED.contains(event)) {
      throw new PacketException("'" + event + "' is a reserved event name");
    }
  }
}
