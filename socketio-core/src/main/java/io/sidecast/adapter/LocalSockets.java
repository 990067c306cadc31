package io.sidecast.adapter;

import io.sidecast.packet.Audience;
import io.sidecast.packet.EncodedPacket;
import io.sidecast.packet.PacketCodec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The sockets of this node in all namespaces. Any thread. */
final class LocalSockets {

  /** Clients in Java read acknowledgement ids as signed numbers of 32 bits. */
  private static final long MAX_ACK_ID = Integer.MAX_VALUE;

  private final PacketCodec codec;
  private final ScheduledExecutorService timer;
  private final AtomicLong ackIds = new AtomicLong();
  private final Map<String, Rooms> namespaces = new ConcurrentHashMap<>();
  private final Map<String, Consumer<EncodedPacket>> servers = new ConcurrentHashMap<>();

  LocalSockets(AdapterSettings settings) {
    this.codec = settings.codec();
    this.timer = settings.timer();
  }

  Rooms rooms(String namespace) {
    return namespaces.computeIfAbsent(namespace, name -> new Rooms());
  }

  /** Only sockets make a namespace: what other nodes ask for never does. */
  private @Nullable Rooms existing(String namespace) {
    return namespaces.get(namespace);
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

  void listen(String namespace, Consumer<EncodedPacket> listener) {
    servers.put(namespace, listener);
  }

  void tellServer(String namespace, EncodedPacket event) {
    Consumer<EncodedPacket> listener = servers.get(namespace);
    if (listener != null) {
      listener.accept(event);
    }
  }

  /** Sends an event with an acknowledgement id, the same for all members. */
  void ask(Audience audience, EncodedPacket event, Duration timeout, LocalAcks.Report report) {
    long ackId = newAckId();
    Rooms rooms = existing(audience.namespace());
    List<Member> members = new ArrayList<>();
    if (rooms != null) {
      rooms.forEach(audience, members::add);
    }
    var acks = new LocalAcks(ackId, members, report);
    acks.ask(codec.withAckId(event, ackId));
    acks.expireAfter(timeout, timer);
  }
}
