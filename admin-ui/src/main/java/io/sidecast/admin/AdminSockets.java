package io.sidecast.admin;

import io.sidecast.socket.Socket;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The admins of this node. Each receives a snapshot of all nodes, and then the batches that are not
 * in it. An admin that is too slow for the batches misses some and receives a new snapshot later.
 * Thread-safe.
 */
final class AdminSockets {

  private static final Logger log = LoggerFactory.getLogger(AdminSockets.class);

  /** The maximum number of batches that wait for a snapshot. */
  private static final int MAX_HELD = 500;

  /** The minimum time between two snapshots, each of which the page reads at once. */
  private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final Supplier<CompletionStage<List<FeedSnapshot>>> snapshots;
  private final Map<Socket, Admin> admins = new LinkedHashMap<>();

  /** One admin. Confined to the lock of the admins. */
  private static final class Admin {
    private final Map<String, Long> seen = new HashMap<>();

    /** The batches that wait for a snapshot; null after it. */
    private @Nullable List<FeedBatch> held;

    private boolean isStale;
    private long snapshotTime;
  }

  /**
   * Creates an empty set of admins.
   *
   * @param snapshots requests the snapshots of all nodes
   */
  AdminSockets(Supplier<CompletionStage<List<FeedSnapshot>>> snapshots) {
    this.snapshots = snapshots;
  }

  synchronized boolean isEmpty() {
    return admins.isEmpty();
  }

  /** Adds an admin. */
  void add(Socket socket) {
    synchronized (this) {
      admins.put(socket, new Admin());
    }
  }

  synchronized void remove(Socket socket) {
    admins.remove(socket);
  }

  synchronized void deliver(FeedBatch batch) {
    admins.forEach((socket, admin) -> deliver(batch, socket, admin));
  }

  private static void deliver(FeedBatch batch, Socket socket, Admin admin) {
    List<FeedBatch> held = admin.held;
    if (held != null && held.size() < MAX_HELD) {
      held.add(batch);
    } else if (held != null || !isWritable(socket)) {
      admin.isStale = true;
    } else {
      send(batch, socket, admin);
    }
  }

  private static boolean isWritable(Socket socket) {
    return socket.whenWritable().toCompletableFuture().isDone();
  }

  private static void send(FeedBatch batch, Socket socket, Admin admin) {
    long last = admin.seen.getOrDefault(batch.node(), 0L);
    if (batch.sequence() <= last) {
      return;
    }
    admin.seen.put(batch.node(), batch.sequence());
    admin.isStale |= batch.isRebuilt() || batch.sequence() != last + 1;
    for (List<?> event : batch.events()) {
      socket.emit(FeedBatch.name(event), event.subList(1, event.size()).toArray());
    }
  }

  /** Removes the sockets of nodes that have left from the page, with a new snapshot. */
  synchronized void retain(Set<String> nodes) {
    admins.values().forEach(admin -> admin.isStale |= !nodes.containsAll(admin.seen.keySet()));
  }

  /** Sends a new snapshot to each admin that has missed changes. */
  void refresh() {
    long now = System.nanoTime();
    var stale = new ArrayList<Socket>();
    synchronized (this) {
      admins.forEach(
          (socket, admin) -> {
            boolean isDue = admin.isStale && now - admin.snapshotTime > PAUSE_NANOS;
            if (isDue && admin.held == null && isWritable(socket)) {
              stale.add(socket);
            }
          });
    }
    stale.forEach(this::sendSnapshot);
  }

  /** Requests a snapshot for an admin. Batches wait until the admin has it. */
  void sendSnapshot(Socket socket) {
    synchronized (this) {
      Admin admin = admins.get(socket);
      if (admin == null) {
        return;
      }
      admin.held = new ArrayList<>();
      admin.isStale = false;
      admin.snapshotTime = System.nanoTime();
    }
    snapshots
        .get()
        .whenComplete(
            (parts, failure) -> {
              if (failure == null) {
                received(socket, parts);
              } else {
                log.warn("the sockets of the nodes could not be read for an admin", failure);
                failed(socket);
              }
            });
  }

  /** Lets {@link #refresh} request another snapshot. */
  private synchronized void failed(Socket socket) {
    Admin admin = admins.get(socket);
    if (admin != null) {
      admin.held = null;
      admin.isStale = true;
    }
  }

  private synchronized void received(Socket socket, List<FeedSnapshot> parts) {
    Admin admin = admins.get(socket);
    List<FeedBatch> held = admin == null ? null : admin.held;
    if (admin == null || held == null) {
      return;
    }
    var sockets = new ArrayList<Object>();
    parts.forEach(part -> sockets.addAll(part.sockets()));
    socket.emit("all_sockets", sockets);
    admin.seen.clear();
    parts.forEach(part -> admin.seen.put(part.node(), part.sequence()));
    admin.held = null;
    held.forEach(batch -> send(batch, socket, admin));
  }
}
