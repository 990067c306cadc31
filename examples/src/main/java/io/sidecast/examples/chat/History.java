package io.sidecast.examples.chat;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The last messages of rooms, as far as they were sent through this server. The oldest messages of
 * a room give way to new ones, and so does the room that has been silent for longest. Thread-safe.
 */
final class History {

  private static final int MAX_ROOMS = 100;
  private static final int MAX_MESSAGES = 50;

  /** The bytes of one room. The messages of one server must fit into one envelope of the broker. */
  private static final int MAX_BYTES = 500_000;

  private final Map<String, List<Said>> rooms = new LinkedHashMap<>();

  /** Returns the last of some messages, in the order of their times. */
  static List<Said> last(Stream<Said> messages) {
    List<Said> all = messages.sorted(Comparator.comparingLong(Said::time)).toList();
    int first = all.size();
    int bytes = 0;
    while (first > Math.max(0, all.size() - MAX_MESSAGES)) {
      bytes += all.get(first - 1).size();
      if (bytes > MAX_BYTES) {
        break;
      }
      first--;
    }
    return List.copyOf(all.subList(first, all.size()));
  }

  synchronized void add(String room, Said said) {
    Stream<Said> before = of(room).stream();
    rooms.remove(room);
    rooms.put(room, last(Stream.concat(before, Stream.of(said))));
    if (rooms.size() > MAX_ROOMS) {
      rooms.remove(rooms.keySet().iterator().next());
    }
  }

  synchronized List<Said> of(String room) {
    return rooms.getOrDefault(room, List.of());
  }

  synchronized void forget(String room) {
    rooms.remove(room);
  }

  synchronized Set<String> rooms() {
    return Set.copyOf(rooms.keySet());
  }
}
