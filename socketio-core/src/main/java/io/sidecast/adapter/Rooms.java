package io.sidecast.adapter;

import io.sidecast.limit.Limit;
import io.sidecast.limit.Limits;
import io.sidecast.operation.Audience;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The rooms of one namespace on this node. The room with a socket's own id is not stored: each room
 * name is also looked up as the id of a socket. Thread-safe.
 */
final class Rooms {

  /** The value of {@code members} after the last socket was removed. */
  private static final int RETIRED = -1;

  private final OccupancyListener watcher;
  private final Limits limits;
  private final AtomicInteger members = new AtomicInteger();
  private final Map<String, RoomMember> seats = new ConcurrentHashMap<>();

  /** The sockets that have joined rooms and are not added yet. No audience includes them. */
  private final Map<String, RoomMember> reserved = new ConcurrentHashMap<>();

  /**
   * The members of each room. A set of one member is immutable, because many rooms have one member
   * and such a set is a sixth as large.
   */
  private final Map<String, Set<RoomMember>> rooms = new ConcurrentHashMap<>();

  /**
   * A socket and the rooms that it has joined. The set of rooms changes under the lock of this
   * object.
   */
  private static final class RoomMember {
    final LocalSocket member;

    /**
     * The joined rooms. The first join replaces the immutable empty set, because many sockets join
     * no room.
     */
    volatile Set<String> joined = Set.of();

    /** False while the socket is reserved only. */
    volatile boolean added;

    boolean removed;

    /** The sum of {@link Limits#weight} of the joined rooms. */
    private long weight;

    RoomMember(LocalSocket member) {
      this.member = member;
    }

    boolean join(String room) {
      if (joined.isEmpty()) {
        joined = ConcurrentHashMap.newKeySet(2);
      }
      boolean isNew = joined.add(room);
      if (isNew) {
        weight += Limits.weight(room);
      }
      return isNew;
    }

    /** The weight of the joined rooms and of further ones. */
    long weightWith(Collection<String> names) {
      return weight
          + names.stream()
              .filter(room -> !joined.contains(room) && !room.equals(member.id()))
              .distinct()
              .mapToLong(Limits::weight)
              .sum();
    }

    boolean leave(String room) {
      boolean left = joined.contains(room) && joined.remove(room);
      if (left) {
        weight -= Limits.weight(room);
      }
      return left;
    }

    boolean isInAny(Set<String> rooms) {
      for (String room : rooms) {
        if (joined.contains(room) || member.id().equals(room)) {
          return true;
        }
      }
      return false;
    }
  }

  /**
   * Receives changes of which rooms have members. Called under the lock of the room:
   * implementations must be short and must not call back.
   */
  interface OccupancyListener {

    /** Called when the first member has joined a room. */
    void occupied(String room);

    /** Called when the last member has left a room. */
    void vacated(String room);
  }

  Rooms(OccupancyListener watcher, Limits limits) {
    this.watcher = watcher;
    this.limits = limits;
  }

  /**
   * Adds a socket with its reserved rooms.
   *
   * @return false if the last socket was removed before; then these rooms accept no socket
   */
  boolean add(LocalSocket member) {
    RoomMember seat = reserved.remove(member.id());
    if (seat == null) {
      if (!enter()) {
        return false;
      }
      seat = new RoomMember(member);
    }
    synchronized (seat) {
      seat.added = true;
      seats.put(member.id(), seat);
      member.added(seat.joined);
    }
    return true;
  }

  /**
   * Joins rooms for a socket that is not added yet.
   *
   * @return false as in {@link #add}
   * @throws RoomLimitException as {@link #join}
   */
  boolean reserve(LocalSocket member, Collection<String> names) {
    RoomMember seat = reserved.get(member.id());
    if (seat == null) {
      if (!enter()) {
        return false;
      }
      seat = new RoomMember(member);
      reserved.put(member.id(), seat);
    }
    synchronized (seat) {
      occupyAll(names, seat);
    }
    return true;
  }

  private boolean enter() {
    return members.getAndUpdate(count -> count == RETIRED ? count : count + 1) != RETIRED;
  }

  /**
   * Removes a socket from all rooms, reserved ones included.
   *
   * @return true if it was the last socket; then these rooms must be replaced
   */
  boolean remove(LocalSocket member) {
    RoomMember early = reserved.remove(member.id());
    RoomMember seat = early == null ? seats.remove(member.id()) : early;
    if (seat != null) {
      synchronized (seat) {
        seat.removed = true;
        seat.joined.forEach(room -> vacate(room, seat));
        seat.joined = Set.of();
      }
    }
    return seat != null
        && members.updateAndGet(count -> count == 1 ? RETIRED : count - 1) == RETIRED;
  }

  /**
   * Joins rooms.
   *
   * @throws RoomLimitException if the socket would be in too many rooms, or a name is too long;
   *     then it joins none
   */
  void join(LocalSocket member, Collection<String> names) {
    RoomMember seat = seats.get(member.id());
    if (seat != null) {
      synchronized (seat) {
        if (!seat.removed) {
          occupyAll(names, seat);
        }
      }
    }
  }

  void leave(LocalSocket member, String room) {
    RoomMember seat = seat(member);
    if (seat != null) {
      synchronized (seat) {
        if (seat.leave(room)) {
          vacate(room, seat);
          seat.member.left(room);
        }
      }
    }
  }

  private void occupyAll(Collection<String> names, RoomMember seat) {
    long most = seat.weight;
    for (String name : names) {
      if (limits.isExceeded(Limit.NAME_LENGTH, name.length())) {
        throw new RoomLimitException(
            "the name of a room has more than %d characters"
                .formatted(limits.of(Limit.NAME_LENGTH)));
      }
      most += Limits.weight(name);
    }
    if (most > limits.of(Limit.ROOMS_PER_SOCKET)
        && limits.isExceeded(Limit.ROOMS_PER_SOCKET, seat.weightWith(names))) {
      throw new RoomLimitException(
          "socket %s would be in more than %d rooms, each counted once for each 100 characters"
              .formatted(seat.member.id(), limits.of(Limit.ROOMS_PER_SOCKET)));
    }
    names.forEach(room -> occupy(room, seat));
  }

  private void occupy(String room, RoomMember seat) {
    if (!room.equals(seat.member.id()) && seat.join(room)) {
      rooms.compute(
          room,
          (name, members) -> {
            if (members == null) {
              watcher.occupied(room);
              return Set.of(seat);
            }
            Set<RoomMember> several = members.size() == 1 ? copy(members) : members;
            several.add(seat);
            return several;
          });
      if (seat.added) {
        seat.member.joined(room);
      }
    }
  }

  private static Set<RoomMember> copy(Set<RoomMember> members) {
    Set<RoomMember> copy = ConcurrentHashMap.newKeySet(2);
    copy.addAll(members);
    return copy;
  }

  private void vacate(String room, RoomMember seat) {
    rooms.computeIfPresent(
        room,
        (name, members) -> {
          if (members.size() == 1) {
            watcher.vacated(room);
            return null;
          }
          members.remove(seat);
          return members.size() == 1 ? Set.copyOf(members) : members;
        });
  }

  Set<String> of(LocalSocket member) {
    RoomMember seat = seat(member);
    if (seat == null) {
      return Set.of();
    }
    var names = new HashSet<>(seat.joined);
    names.add(member.id());
    return Set.copyOf(names);
  }

  private @Nullable RoomMember seat(LocalSocket member) {
    RoomMember seat = seats.get(member.id());
    return seat == null ? reserved.get(member.id()) : seat;
  }

  /** Calls an action once for each member of an audience. */
  void forEach(Audience audience, Consumer<LocalSocket> action) {
    Set<String> except = audience.except();
    Consumer<RoomMember> memberAction =
        seat -> {
          if (seat.added && (except.isEmpty() || !seat.isInAny(except))) {
            action.accept(seat.member);
          }
        };
    if (audience.allSockets()) {
      seats.values().forEach(memberAction);
    } else if (audience.rooms().size() == 1) {
      forEachIn(audience.rooms().iterator().next(), memberAction);
    } else {
      var visited = new HashSet<RoomMember>();
      audience.rooms().forEach(room -> forEachIn(room, visited::add));
      visited.forEach(memberAction);
    }
  }

  private void forEachIn(String room, Consumer<RoomMember> memberAction) {
    RoomMember own = seats.get(room);
    if (own != null) {
      memberAction.accept(own);
    }
    Set<RoomMember> members = rooms.get(room);
    if (members != null) {
      members.forEach(memberAction);
    }
  }

  /** Returns the number of rooms, without those with the sockets' own ids. */
  int size() {
    return rooms.size();
  }
}
