package io.sidecast.engine;

import io.sidecast.packet.EncodedPacket;
import io.sidecast.socket.Connection;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The packets of one session that wait to be written, bounded in bytes. Any thread adds; the event
 * loop that owns the session does the rest.
 */
final class WriteBuffer {

  /** Counted for each packet on top of its bytes, so that empty packets are bounded too. */
  static final int PACKET_OVERHEAD = 32;

  /** More bytes than these are many, unless the limit is less than four times as high. */
  private static final long LOW_WATER = 64 * 1024;

  private static final VarHandle NEWEST;
  private static final VarHandle BYTES;
  private static final VarHandle TOUCHED;

  static {
    try {
      var lookup = MethodHandles.lookup();
      NEWEST = lookup.findVarHandle(WriteBuffer.class, "newest", Node.class);
      BYTES = lookup.findVarHandle(WriteBuffer.class, "bytes", long.class);
      TOUCHED = lookup.findVarHandle(WriteBuffer.class, "dirty", boolean.class);
    } catch (ReflectiveOperationException impossible) {
      throw new ExceptionInInitializerError(impossible);
    }
  }

  /** Owned by {@link EngineLoop}: the next in its list. */
  @Nullable WriteBuffer nextDirty;

  private final Session session;
  private final long limit;

  @SuppressWarnings("UnusedVariable") // read through its handle
  private volatile boolean dirty;

  private volatile @Nullable Node newest;
  private volatile long bytes;
  private volatile boolean blocked;
  private @Nullable ArrayDeque<EncodedPacket> backlog;

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

  WriteBuffer(Session session, long limit) {
    this.session = session;
    this.limit = limit;
  }

  /** Any thread. False if the packet does not fit, and then it is not added. */
  boolean add(EncodedPacket packet, Connection.@Nullable Gate gate) {
    long cost = cost(packet);
    if ((long) BYTES.getAndAdd(this, cost) + cost > limit) {
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

  /** On the loop in whose list this was; the session may have moved since. */
  void drainDirty() {
    dirty = false;
    if (session.loop().isCurrent()) {
      session.drain();
    } else {
      markDirty();
    }
  }

  /** Any thread. Whether packets wait because the transport could not take them. */
  boolean isBlocked() {
    return blocked;
  }

  /** Any thread. Whether so few bytes wait that more may be sent without a risk. */
  boolean isLow() {
    return bytes <= Math.min(LOW_WATER, limit / 4);
  }

  boolean isEmpty() {
    return bytes == 0;
  }

  /** How many bytes more may wait; those that the transport holds count too. */
  long room() {
    return limit - bytes;
  }

  /**
   * Offers everything in order. A packet that does not pass its gate is dropped before it is
   * offered. One that is not taken and not droppable waits for the next time; its gate is not asked
   * again.
   */
  void drainTo(Transport transport) {
    Node node = takeArrived();
    if (node == null && !blocked) {
      return;
    }
    drainBacklog(transport);
    boolean open = backlog == null;
    long done = 0;
    for (; node != null; node = node.next) {
      EncodedPacket packet = node.packet;
      boolean passes = node.passes();
      open = open && (!passes || transport.offer(packet));
      if (open || !passes || packet.flags().droppable()) {
        done += cost(packet);
      } else {
        keep(packet);
      }
    }
    settle(done);
  }

  void discard() {
    takeArrived();
    backlog = null;
    blocked = false;
    bytes = 0;
  }

  private void markDirty() {
    if (TOUCHED.compareAndSet(this, false, true)) {
      session.loop().markDirty(this);
    }
  }

  private void drainBacklog(Transport transport) {
    if (backlog == null) {
      return;
    }
    long done = 0;
    for (var packet = backlog.peek(); packet != null; packet = backlog.peek()) {
      if (!transport.offer(packet)) {
        break;
      }
      backlog.remove();
      done += cost(packet);
    }
    if (backlog.isEmpty()) {
      backlog = null; // an idle session holds no queue
    }
    settle(done);
  }

  private void keep(EncodedPacket packet) {
    if (backlog == null) {
      backlog = new ArrayDeque<>();
    }
    backlog.add(packet);
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
