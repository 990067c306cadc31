package io.sidecast.packet;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The sockets that a message is meant for: everybody in a namespace, or the members of any of some
 * rooms, in both cases without the members of other rooms. A socket id is a room whose member is
 * that socket. Immutable.
 *
 * @param namespace the namespace with its leading slash
 * @param everybody true for all sockets of the namespace; there are no rooms then
 * @param rooms the rooms; without any, and unless everybody is meant, the audience is empty
 * @param except rooms whose members are left out
 */
public record Audience(String namespace, boolean everybody, Set<String> rooms, Set<String> except) {

  /** Copies the sets. */
  public Audience {
    rooms = Set.copyOf(rooms);
    except = Set.copyOf(except);
    if (everybody && !rooms.isEmpty()) {
      throw new IllegalArgumentException("an audience is everybody or has rooms, not both");
    }
  }

  /**
   * Makes an audience in the form in which it crosses the cluster, where no rooms mean everybody.
   * An empty audience never crosses it.
   *
   * @param namespace the namespace with its leading slash
   * @param rooms the rooms, none for everybody in the namespace
   * @param except rooms whose members are left out
   */
  public Audience(String namespace, Set<String> rooms, Set<String> except) {
    this(namespace, rooms.isEmpty(), rooms, except);
  }

  /**
   * Everybody in a namespace.
   *
   * @param namespace the namespace with its leading slash
   * @return the audience
   */
  public static Audience everybody(String namespace) {
    return new Audience(namespace, true, Set.of(), Set.of());
  }

  /**
   * Returns this audience with more rooms. Everybody becomes the members of these rooms; no rooms
   * at all make an empty audience.
   *
   * @param more the rooms
   * @return the audience
   */
  public Audience to(Collection<String> more) {
    return new Audience(namespace, false, union(rooms, more), except);
  }

  /**
   * This audience with more rooms left out.
   *
   * @param more the rooms
   * @return the audience
   */
  public Audience except(Collection<String> more) {
    return new Audience(namespace, everybody, rooms, union(except, more));
  }

  /**
   * Returns whether no socket can be in this audience.
   *
   * @return true if it was made of an empty list of rooms
   */
  public boolean isEmpty() {
    return !everybody && rooms.isEmpty();
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
