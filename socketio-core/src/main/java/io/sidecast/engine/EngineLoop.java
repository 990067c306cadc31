package io.sidecast.engine;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The engine's view of one event loop, with a list of the sessions on it that have packets to
 * write.
 *
 * <p>Sessions to which packets are sent while the loop is busy gather in the list; one task writes
 * to all of them. A broadcast therefore costs one task per loop, whatever the number of receivers.
 * Thread-safe.
 */
public final class EngineLoop {

  private final ScheduledExecutorService executor;
  private final BooleanSupplier current;
  private final AtomicReference<@Nullable WriteBuffer> dirty = new AtomicReference<>();
  private final Runnable drain = this::drain;

  /** Creates a view, see {@link EngineServer#newLoop}. */
  EngineLoop(ScheduledExecutorService executor, BooleanSupplier current) {
    this.executor = executor;
    this.current = current;
  }

  boolean isCurrent() {
    return current.getAsBoolean();
  }

  /** Runs a task on the loop. A terminated loop drops it: all its sessions are closed by then. */
  void execute(Runnable task) {
    try {
      executor.execute(task);
    } catch (RejectedExecutionException ended) {
      // see above
    }
  }

  /**
   * Runs a task after the packets of all earlier calls of {@link #markDirty} are taken. A
   * terminated loop has none, and the task runs at once.
   */
  void afterPackets(Runnable task) {
    try {
      executor.execute(task);
    } catch (RejectedExecutionException ended) {
      task.run();
    }
  }

  Future<?> schedule(long nanoseconds, Runnable task) {
    try {
      return executor.schedule(task, nanoseconds, TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException ended) {
      var never = new CompletableFuture<Void>();
      never.cancel(false);
      return never;
    }
  }

  /**
   * Adds a buffer to the list. The caller has set the dirty flag of the buffer, so no list contains
   * it yet.
   */
  void markDirty(WriteBuffer writeBuffer) {
    WriteBuffer head;
    do {
      head = dirty.get();
      writeBuffer.nextDirty = head;
    } while (!dirty.compareAndSet(head, writeBuffer));
    if (head == null) {
      execute(drain);
    }
  }

  private void drain() {
    WriteBuffer writeBuffer = inOrder(dirty.getAndSet(null));
    while (writeBuffer != null) {
      WriteBuffer next = writeBuffer.nextDirty;
      writeBuffer.nextDirty = null;
      writeBuffer.drainDirty();
      writeBuffer = next;
    }
  }

  private static @Nullable WriteBuffer inOrder(@Nullable WriteBuffer newest) {
    WriteBuffer oldest = null;
    WriteBuffer writeBuffer = newest;
    while (writeBuffer != null) {
      WriteBuffer older = writeBuffer.nextDirty;
      writeBuffer.nextDirty = oldest;
      oldest = writeBuffer;
      writeBuffer = older;
    }
    return oldest;
  }
}
