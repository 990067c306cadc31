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
 * One event loop, as the engine sees it, and the sessions on it that have something to write. Any
 * thread.
 *
 * <p>Sessions that are sent to while the loop is busy gather in a list; one task writes to all of
 * them. A broadcast therefore costs one task per loop, whatever the number of receivers.
 */
public final class EngineLoop {

  private final ScheduledExecutorService executor;
  private final BooleanSupplier current;
  private final AtomicReference<@Nullable WriteBuffer> dirty = new AtomicReference<>();
  private final Runnable drain = this::drain;

  /**
   * A view of an event loop.
   *
   * @param executor the loop: one thread, which runs tasks in the order given
   * @param current whether the calling thread is that thread
   */
  public EngineLoop(ScheduledExecutorService executor, BooleanSupplier current) {
    this.executor = executor;
    this.current = current;
  }

  boolean isCurrent() {
    return current.getAsBoolean();
  }

  /** A loop that has ended takes no tasks; by then all its sessions are closed, nothing is lost. */
  void execute(Runnable task) {
    try {
      executor.execute(task);
    } catch (RejectedExecutionException ended) {
      // see above
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

  /** The caller has won the session's touched flag, so the session is in no such list yet. */
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
