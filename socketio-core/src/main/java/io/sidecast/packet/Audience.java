package io.sidecast.packet;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Who is meant: the members of any of some rooms of a namespace, except those of other rooms. A
 * socket id is a room whose member is that socket.
 *
 * @param namespace the namespace with its leading slash
 * @param rooms the rooms, none for everybody in the namespace
 * @param except rooms whose members are left out
 */
public record Audience(String namespace, Set<String> rooms, Set<String> except) {

  /** Copies the sets. */
  public Audience {
    rooms = Set.copyOf(rooms);
    except = Set.copyOf(except);
  }

  /**
   * Everybody in a namespace.
   *
   * @param namespace the namespace with its leading slash
   * @return the audience
   */
  public static Audience everybody(String namespace) {
    return new Audience(namespace, Set.of(), Set.of());
  }

  /**
   * This audience with more rooms.
   *
   * @param more the rooms
   * @return the audience
   */
  public Audience to(Collection<String> more) {
    return new Audience(namespace, union(rooms, more), except);
  }

  /**
   * This audience with more rooms left out.
   *
   * @param more the rooms
   * @return the audience
   */
  public Audience except(Collection<String> more) {
    return new Audience(namespace, rooms, union(except, more));
  }

  private static Set<String> union(Set<String> some, Collection<String> more) {
    if (some.isEmpty()) {
      return Set.copyOf(more);
    }
    var union = new LinkedHashSet<>(some);
    union.addAll(more);
    return union;
  }
}
