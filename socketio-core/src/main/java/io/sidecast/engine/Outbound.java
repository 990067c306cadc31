package io.sidecast.engine;

import io.sidecast.packet.EncodedPacket;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The packets of one session that wait to be written, bounded in bytes. Any thread adds; the event
 * loop that owns the session does the rest.
 */
final class Outbound {

  /** Counted for each packet on top of its bytes, so that empty packets are bounded too. */
  static final int PACKET_OVERHEAD = 32;

  private static final VarHandle NEWEST;
  private static final VarHandle BYTES;

  static {
    try {
      var lookup = MethodHandles.lookup();
      NEWEST = lookup.findVarHandle(Outbound.class, "newest", Node.class);
      BYTES = lookup.findVarHandle(Outbound.class, "bytes", long.class);
    } catch (ReflectiveOperationException impossible) {
      throw new ExceptionInInitializerError(impossible);
    }
  }

  private final long limit;
  private volatile @Nullable Node newest;
  private volatile long bytes;
  private volatile boolean blocked;
  private @Nullable ArrayDeque<EncodedPacket> backlog;

  private static final class Node {
    final EncodedPacket packet;
    @Nullable Node next;

    Node(EncodedPacket packet) {
      this.packet = packet;
    }
  }

  Outbound(long limit) {
    this.limit = limit;
  }

  /** Any thread. False if the packet does not fit, and then it is not added. */
  boolean add(EncodedPacket packet) {
    long cost = cost(packet);
    if ((long) BYTES.getAndAdd(this, cost) + cost > limit) {
      BYTES.getAndAdd(this, -cost);
      return false;
    }
    var node = new Node(packet);
    Node head;
    do {
      head = newest;
      node.next = head;
    } while (!NEWEST.compareAndSet(this, head, node));
    return true;
  }

  /** Any thread. Whether packets wait because the transport could not take them. */
  boolean isBlocked() {
    return blocked;
  }

  boolean isEmpty() {
    return bytes == 0;
  }

  /** Any thread. */
  long bytes() {
    return bytes;
  }

  /** Offers everything in order; what is not taken and not droppable waits for the next time. */
  void drainTo(Transport transport) {
    Node node = takeArrived();
    if (node == null && !blocked) {
      return;
    }
    drainBacklog(transport);
    boolean open = backlog == null;
    long done = 0;
    for (; node != null; node = node.next) {
      open = open && transport.offer(node.packet);
      if (open || node.packet.flags().droppable()) {
        done += cost(node.packet);
      } else {
        keep(node.packet);
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
