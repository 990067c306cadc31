package io.sidecast.adapter;

import io.sidecast.cluster.bus.ClusterListener.Responder;
import io.sidecast.limit.Limits;
import io.sidecast.operation.Audience;
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
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The sockets of this node in all namespaces. Thread-safe. */
final class LocalSockets {

  /** The largest acknowledgement id. Clients in Java read it as a signed 32-bit integer. */
  private static final long MAX_ACK_ID = Integer.MAX_VALUE;

  private final PacketCodec codec;
  private final Limits limits;
  private final ScheduledExecutorService timer;
  private final AtomicLong ackIds = new AtomicLong();
  private final Map<String, Rooms> namespaces = new ConcurrentHashMap<>();
  private final Function<String, Rooms.OccupancyListener> occupancyListeners;

  LocalSockets(
      AdapterSettings settings, Function<String, Rooms.OccupancyListener> occupancyListeners) {
    this.codec = settings.codec();
    this.limits = settings.limits();
    this.timer = settings.timer();
    this.occupancyListeners = occupancyListeners;
  }

  /** Adds a socket. The rooms of a namespace exist from its first socket to its last. */
  void add(LocalSocket member) {
    String namespace = member.namespaceName();
    Rooms rooms = rooms(namespace);
    while (!rooms.add(member)) {
      namespaces.remove(namespace, rooms);
      rooms = rooms(namespace);
    }
  }

  /**
   * Joins rooms for a socket that is not added yet. Such a socket keeps the rooms of its namespace,
   * too.
   */
  void reserve(LocalSocket member, Collection<String> names) {
    String namespace = member.namespaceName();
    Rooms rooms = rooms(namespace);
    while (!rooms.reserve(member, names)) {
      namespaces.remove(namespace, rooms);
      rooms = rooms(namespace);
    }
  }

  private Rooms rooms(String namespace) {
    return namespaces.computeIfAbsent(
        namespace, name -> new Rooms(occupancyListeners.apply(name), limits));
  }

  void remove(LocalSocket member) {
    Rooms rooms = existing(member.namespaceName());
    if (rooms != null && rooms.remove(member)) {
      namespaces.remove(member.namespaceName(), rooms);
    }
  }

  void join(LocalSocket member, Collection<String> names) {
    Rooms rooms = existing(member.namespaceName());
    if (rooms != null) {
      rooms.join(member, names);
    }
  }

  void leave(LocalSocket member, String room) {
    Rooms rooms = existing(member.namespaceName());
    if (rooms != null) {
      rooms.leave(member, room);
    }
  }

  /**
   * Returns the rooms of a namespace, or null. Only sockets create rooms of a namespace; messages
   * of other nodes do not.
   */
  private @Nullable Rooms existing(String namespace) {
    return namespaces.get(namespace);
  }

  /** Returns the number of namespaces that have sockets on this node. */
  int namespaceCount() {
    return namespaces.size();
  }

  long newAckId() {
    return ackIds.getAndIncrement() & MAX_ACK_ID;
  }

  /** Sends a packet to an audience and returns the number of receivers. */
  int deliver(Audience audience, EncodedPacket packet) {
    Rooms rooms = existing(audience.namespace());
    if (rooms == null) {
      return 0;
    }
    var delivery = new Delivery(packet);
    rooms.forEach(audience, delivery);
    return delivery.receivers;
  }

  /** Sends one packet to sockets and counts them. Confined to one thread. */
  private static final class Delivery implements Consumer<LocalSocket> {
    private final EncodedPacket packet;
    private int receivers;

    Delivery(EncodedPacket packet) {
      this.packet = packet;
    }

    @Override
    public void accept(LocalSocket member) {
      receivers++;
      member.deliver(packet);
    }
  }

  List<LocalSocket> select(Audience audience) {
    var members = new ArrayList<LocalSocket>();
    Rooms rooms = existing(audience.namespace());
    if (rooms != null) {
      rooms.forEach(audience, members::add);
    }
    return members;
  }

  Set<String> roomsOf(LocalSocket member) {
    Rooms rooms = existing(member.namespaceName());
    return rooms == null ? Set.of() : rooms.of(member);
  }

  int roomCount() {
    return namespaces.values().stream().mapToInt(Rooms::size).sum();
  }

  /** Sends an event with an acknowledgement id, the same one for all members of the audience. */
  BroadcastAcks emitWithAck(
      Audience audience, EncodedPacket event, Duration timeout, Responder responder) {
    long ackId = newAckId();
    var acks = new BroadcastAcks(ackId, select(audience), responder);
    acks.emitWithAck(codec.withAckId(event, ackId));
    acks.expireAfter(timeout, timer);
    return acks;
  }
}
