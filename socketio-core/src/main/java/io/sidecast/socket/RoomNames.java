package io.sidecast.socket;

import java.util.Arrays;
import java.util.Objects;
import java.util.Set;

/** Checks the room names that public methods receive. */
final class RoomNames {

  private RoomNames() {}

  /**
   * Copies the names without duplicates.
   *
   * @throws NullPointerException if the array or one of the names is null
   */
  static Set<String> of(String... rooms) {
    Objects.requireNonNull(rooms, "rooms must not be null");
    for (String room : rooms) {
      Objects.requireNonNull(room, "rooms must not contain null");
    }
    return rooms.length == 1 ? Set.of(rooms[0]) : Set.copyOf(Arrays.asList(rooms));
  }

  /**
   * Checks the name of a room.
   *
   * @throws NullPointerException if it is null
   */
  static String one(String room) {
    return Objects.requireNonNull(room, "room must not be null");
  }
}
