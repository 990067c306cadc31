package io.sidecast.adapter;

import io.sidecast.cluster.ClusterListener.Replies;
import io.sidecast.packet.Audience;
import io.sidecast.packet.EncodedPacket;
import io.sidecast.packet.PacketCodec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The sockets of this node in all namespaces. Any thread. */
final class LocalSockets {

  /** Clients in Java read acknowledgement ids as signed numbers of 32 bits. */
  private static final long MAX_ACK_ID = Integer.MAX_VALUE;

  private final PacketCodec codec;
  private final ScheduledExecutorService timer;
  private final AtomicLong ackIds = new AtomicLong();
  private final Map<String, Rooms> namespaces = new ConcurrentHashMap<>();
  private final Function<String, Rooms.Watcher> watchers;

  LocalSockets(AdapterSettings settings, Function<String, Rooms.Watcher> watchers) {
    this.codec = settings.codec();
    this.timer = settings.timer();
    this.watchers = watchers;
  }

  /** A namespace is kept from its first socket to its last. */
  void add(Member member) {
    String namespace = member.namespaceName();
    Rooms rooms = rooms(namespace);
    while (!rooms.add(member)) {
      namespaces.remove(namespace, rooms);
      rooms = rooms(namespace);
    }
  }

  /** A socket that is not added yet keeps its namespace, too. */
  void reserve(Member member, Collection<String> names) {
    String namespace = member.namespaceName();
    Rooms rooms = rooms(namespace);
    while (!rooms.reserve(member, names)) {
      namespaces.remove(namespace, rooms);
      rooms = rooms(namespace);
    }
  }

  private Rooms rooms(String namespace) {
    return namespaces.computeIfAbsent(namespace, name -> new Rooms(watchers.apply(name)));
  }

  void remove(Member member) {
    Rooms rooms = existing(member.namespaceName());
    if (rooms != null && rooms.remove(member)) {
      namespaces.remove(member.namespaceName(), rooms);
    }
  }

  void join(Member member, Collection<String> names) {
    Rooms rooms = existing(member.namespaceName());
    if (rooms != null) {
      rooms.join(member, names);
    }
  }

  void leave(Member member, String room) {
    Rooms rooms = existing(member.namespaceName());
    if (rooms != null) {
      rooms.leave(member, room);
    }
  }

  /** Only the add of a socket makes a namespace; messages of other nodes never do. */
  private @Nullable Rooms existing(String namespace) {
    return namespaces.get(namespace);
  }

  /** The number of namespaces that have sockets here. */
  int namespaceCount() {
    return namespaces.size();
  }

  long newAckId() {
    return ackIds.getAndIncrement() & MAX_ACK_ID;
  }

  void deliver(Audience audience, EncodedPacket packet) {
    Rooms rooms = existing(audience.namespace());
    if (rooms != null) {
      rooms.forEach(audience, member -> member.deliver(packet));
    }
  }

  List<Member> select(Audience audience) {
    var members = new ArrayList<Member>();
    Rooms rooms = existing(audience.namespace());
    if (rooms != null) {
      rooms.forEach(audience, members::add);
    }
    return members;
  }

  Set<String> roomsOf(Member member) {
    Rooms rooms = existing(member.namespaceName());
    return rooms == null ? Set.of() : rooms.of(member);
  }

  int roomCount() {
    return namespaces.values().stream().mapToInt(Rooms::size).sum();
  }

  /** Sends an event with an acknowledgement id, the same for all members. */
  LocalAcks ask(Audience audience, EncodedPacket event, Duration timeout, Replies replies) {
    long ackId = newAckId();
    var acks = new LocalAcks(ackId, select(audience), replies);
    acks.ask(codec.withAckId(event, ackId));
    acks.expireAfter(timeout, timer);
    return acks;
  }
}
