package io.sidecast.micrometer;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The values of a tag whose names come from outside. After the first hundred names, all others are
 * {@value #OTHER}. Thread-safe.
 */
final class BoundedNames {

  static final String OTHER = "other";
  private static final int MAX = 100;

  private final Set<String> known = ConcurrentHashMap.newKeySet();

  /** Returns the value of the tag for a name. */
  String of(String name) {
    if (known.contains(name)) {
      return name;
    }
    synchronized (known) {
      return known.contains(name) || (known.size() < MAX && known.add(name)) ? name : OTHER;
    }
  }
}
