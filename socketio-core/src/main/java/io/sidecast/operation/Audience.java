package io.sidecast.operation;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The sockets that a message addresses: all sockets of a namespace, or the members of any of some
 * rooms, in both cases without the members of other rooms. A socket id is a room whose member is
 * that socket. Immutable.
 *
 * @param namespace the namespace with its leading slash
 * @param allSockets true for all sockets of the namespace; the set of rooms is empty then
 * @param rooms the rooms; if the set is empty and {@code allSockets} is false, the audience is
 *     empty
 * @param except the rooms whose members are excluded
 */
public record Audience(
    String namespace, boolean allSockets, Set<String> rooms, Set<String> except) {

  /** Copies the sets. */
  public Audience {
    rooms = Set.copyOf(rooms);
    except = Set.copyOf(except);
    if (allSockets && !rooms.isEmpty()) {
      throw new IllegalArgumentException("an audience has all sockets or rooms, not both");
    }
  }

  /**
   * Creates an audience from its form in cluster messages, where an empty set of rooms addresses
   * all sockets of the namespace. Nodes never send an empty audience.
   *
   * @param namespace the namespace with its leading slash
   * @param rooms the rooms; an empty set for all sockets of the namespace
   * @param except the rooms whose members are excluded
   */
  public Audience(String namespace, Set<String> rooms, Set<String> except) {
    this(namespace, rooms.isEmpty(), rooms, except);
  }

  /**
   * Creates an audience of all sockets of a namespace.
   *
   * @param namespace the namespace with its leading slash
   * @return the audience
   */
  public static Audience allSockets(String namespace) {
    return new Audience(namespace, true, Set.of(), Set.of());
  }

  /**
   * Returns this audience with additional rooms. An audience of all sockets becomes the members of
   * these rooms only; an empty collection then makes an empty audience.
   *
   * @param more the rooms
   * @return the audience
   */
  public Audience to(Collection<String> more) {
    return new Audience(namespace, false, union(rooms, more), except);
  }

  /**
   * Returns this audience with additional excluded rooms.
   *
   * @param more the rooms
   * @return the audience
   */
  public Audience except(Collection<String> more) {
    return new Audience(namespace, allSockets, rooms, union(except, more));
  }

  /**
   * Returns whether no socket can be in this audience.
   *
   * @return true if the audience was created from an empty list of rooms
   */
  public boolean isEmpty() {
    return !allSockets && rooms.isEmpty();
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
