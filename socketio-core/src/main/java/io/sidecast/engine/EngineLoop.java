package io.sidecast.engine;

import java.util.ArrayDeque;
import java.util.Queue;
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
 *
 * <p>Sessions with few waiting bytes are written first. The others follow in turns of a few
 * milliseconds, and the loop reads from its connections between two turns. So a flood to some
 * clients delays the others by no more than a turn. Thread-safe.
 */
public final class EngineLoop {

  /** The time for which a turn may write. It ends with the session that is written then. */
  static final long TURN_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  private final ScheduledExecutorService executor;
  private final BooleanSupplier current;
  private final AtomicReference<@Nullable WriteBuffer> dirty = new AtomicReference<>();
  private final Runnable drain = this::drain;

  /** The sessions with many waiting bytes, and tasks that follow them; confined to the loop. */
  private final Queue<Runnable> later = new ArrayDeque<>();

  private final LoopCounters counters = new LoopCounters();

  private boolean turnScheduled;

  /** Creates a view, see {@link EngineServer#newLoop}. */
  EngineLoop(ScheduledExecutorService executor, BooleanSupplier current) {
    this.executor = executor;
    this.current = current;
  }

  /**
   * Returns the counters of the sessions on this loop.
   *
   * @return the counters, which only this loop may change
   */
  public LoopCounters counters() {
    return counters;
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
      executor.execute(() -> afterLater(task));
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
      if (writeBuffer.isSmall()) {
        writeBuffer.run();
      } else {
        later.add(writeBuffer);
      }
      writeBuffer = next;
    }
    if (!turnScheduled && !later.isEmpty()) {
      takeTurn();
    }
  }

  private void afterLater(Runnable task) {
    if (later.isEmpty()) {
      task.run();
    } else {
      later.add(task);
    }
  }

  /**
   * Writes to sessions for one turn. A further turn is a timer and not a task, because the loop
   * runs all its tasks before it reads from its connections.
   */
  private void takeTurn() {
    turnScheduled = false;
    long end = System.nanoTime() + TURN_NANOS;
    Runnable next = later.poll();
    while (next != null) {
      next.run();
      next = System.nanoTime() < end ? later.poll() : null;
    }
    if (!later.isEmpty()) {
      turnScheduled = true;
      var unused = schedule(1, this::takeTurn);
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
