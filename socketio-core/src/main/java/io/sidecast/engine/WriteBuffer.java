package io.sidecast.engine;

import io.sidecast.connection.Connection;
import io.sidecast.packet.EncodedPacket;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The packets of one session that wait to be written, bounded in bytes. Adding is thread-safe; all
 * other methods are confined to the event loop that owns the session, except for methods that are
 * documented as thread-safe.
 */
final class WriteBuffer implements Runnable {

  /**
   * The bytes that each packet counts in addition to its own, so that empty packets are bounded
   * too.
   */
  static final int PACKET_OVERHEAD = 32;

  /**
   * The number of waiting bytes that still counts as few, unless a quarter of the limit is less.
   */
  private static final long LOW_WATER = 64 * 1024;

  /** The number of waiting bytes of a session that is written before the sessions with more. */
  private static final long SMALL = 4 * 1024;

  private static final VarHandle NEWEST;
  private static final VarHandle BYTES;
  private static final VarHandle DIRTY;

  static {
    try {
      var lookup = MethodHandles.lookup();
      NEWEST = lookup.findVarHandle(WriteBuffer.class, "newest", Node.class);
      BYTES = lookup.findVarHandle(WriteBuffer.class, "bytes", long.class);
      DIRTY = lookup.findVarHandle(WriteBuffer.class, "dirty", boolean.class);
    } catch (ReflectiveOperationException impossible) {
      throw new ExceptionInInitializerError(impossible);
    }
  }

  /** The next buffer in the list of the {@link EngineLoop}, which owns this field. */
  @Nullable WriteBuffer nextDirty;

  private final Session session;
  private final long limit;
  private final SlowClients slowClients;

  @SuppressWarnings("UnusedVariable") // accessed through its VarHandle
  private volatile boolean dirty;

  private volatile @Nullable Node newest;
  private volatile long bytes;
  private volatile boolean blocked;
  private @Nullable ArrayDeque<EncodedPacket> backlog;
  private long backlogBytes;

  private static final class Node {
    final EncodedPacket packet;
    final Connection.@Nullable Gate gate;
    @Nullable Node next;

    Node(EncodedPacket packet, Connection.@Nullable Gate gate) {
      this.packet = packet;
      this.gate = gate;
    }

    boolean passes() {
      return gate == null || gate.passes(packet);
    }
  }

  WriteBuffer(Session session, EngineServer server) {
    this.session = session;
    this.limit = server.settings().maxBufferedBytes();
    this.slowClients = server.slowClients();
  }

  /**
   * Adds a packet. A volatile packet fits only where packets already wait if half of the limit
   * stays free for other packets: many volatile packets at once do not take their place.
   * Thread-safe.
   *
   * @return false if the packet does not fit; it is not added then
   */
  boolean add(EncodedPacket packet, Connection.@Nullable Gate gate) {
    long cost = cost(packet);
    long before = (long) BYTES.getAndAdd(this, cost);
    long available = packet.flags().isVolatile() && before > 0 ? limit / 2 : limit;
    if (before + cost > available) {
      BYTES.getAndAdd(this, -cost);
      return false;
    }
    var node = new Node(packet, gate);
    Node head;
    do {
      head = newest;
      node.next = head;
    } while (!NEWEST.compareAndSet(this, head, node));
    markDirty();
    return true;
  }

  /**
   * Writes the packets. Called on the loop whose list held this buffer; the session may have moved
   * since.
   */
  @Override
  public void run() {
    dirty = false;
    if (session.loop().isCurrent()) {
      session.drain();
    } else {
      markDirty();
    }
  }

  /** Returns whether packets wait because the transport did not accept them. Thread-safe. */
  boolean isBlocked() {
    return blocked;
  }

  /** Returns whether so few bytes wait that the session may send more. Thread-safe. */
  boolean isLow() {
    return bytes <= Math.min(LOW_WATER, limit / 4);
  }

  /** Returns whether so few bytes wait that they are written first. Thread-safe. */
  boolean isSmall() {
    return bytes <= SMALL;
  }

  /** Returns the number of waiting bytes. Thread-safe. */
  long bytes() {
    return bytes;
  }

  boolean isEmpty() {
    return bytes == 0;
  }

  /**
   * Returns whether the packets that the transport holds, and those it did not accept, exceed the
   * limit. Packets that arrived after the last offer do not count: volatile ones may still be
   * dropped.
   */
  boolean isExceeded(Transport transport) {
    return transport.bufferedBytes() + backlogBytes > limit;
  }

  /**
   * Offers all packets in order. A packet that does not pass its gate is dropped before it is
   * offered. A packet that the transport does not accept is dropped if it is volatile; otherwise it
   * waits for the next call, and its gate is not checked again.
   */
  void drainTo(Transport transport) {
    Node node = takeArrived();
    if (node == null && !blocked) {
      return;
    }
    long waitedBefore = backlogBytes;
    drainBacklog(transport);
    boolean open = backlog == null;
    long done = 0;
    for (; node != null; node = node.next) {
      EncodedPacket packet = node.packet;
      boolean passes = node.passes();
      open = open && (!passes || offer(packet, transport));
      if (open || !passes || packet.flags().isVolatile()) {
        done += cost(packet);
      } else {
        keep(packet);
      }
    }
    settle(done);
    if (backlogBytes > waitedBefore) {
      slowClients.enforce();
    }
  }

  void discard() {
    takeArrived();
    if (backlog != null) {
      backlog.forEach(slowClients::remove);
    }
    backlog = null;
    backlogBytes = 0;
    blocked = false;
    bytes = 0;
  }

  private void markDirty() {
    if (DIRTY.compareAndSet(this, false, true)) {
      session.loop().markDirty(this);
    }
  }

  private void drainBacklog(Transport transport) {
    if (backlog == null) {
      return;
    }
    long done = 0;
    for (var packet = backlog.peek(); packet != null; packet = backlog.peek()) {
      if (!offer(packet, transport)) {
        break;
      }
      backlog.remove();
      slowClients.remove(packet);
      done += cost(packet);
    }
    if (backlog.isEmpty()) {
      backlog = null; // an idle session keeps no queue
    }
    backlogBytes -= done;
    settle(done);
  }

  private boolean offer(EncodedPacket packet, Transport transport) {
    boolean accepted = transport.offer(packet);
    if (accepted) {
      session.loop().counters().messagesSent(1 + packet.attachments().size());
    }
    return accepted;
  }

  private void keep(EncodedPacket packet) {
    if (backlog == null) {
      backlog = new ArrayDeque<>();
    }
    backlog.add(packet);
    slowClients.add(packet);
    backlogBytes += cost(packet);
  }

  private void settle(long done) {
    if (done != 0) {
      BYTES.getAndAdd(this, -done);
    }
    boolean waits = backlog != null;
    if (blocked != waits) {
      blocked = waits;
    }
  }

  private @Nullable Node takeArrived() {
    if (newest == null) {
      return null;
    }
    Node node = (Node) NEWEST.getAndSet(this, null);
    Node oldest = null;
    while (node != null) {
      Node older = node.next;
      node.next = oldest;
      oldest = node;
      node = older;
    }
    return oldest;
  }

  private static long cost(EncodedPacket packet) {
    return (long) packet.size() + PACKET_OVERHEAD;
  }
}
