package io.sidecast;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Compares the processor time of this JVM with that of the processors it may use. Confined to one
 * thread.
 */
final class BusyProcessors {

  /** The share of the processors, in quarters, from which on they count as busy. */
  private static final int QUARTERS = 3;

  /** The longest interval between two calls that says something about the present. */
  private static final long MAX_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private long time = System.nanoTime() - MAX_NANOS;
  private long used;

  /**
   * Returns whether this JVM may have kept the processors busy since the last call: also true if
   * that call was too long ago, or this is the first.
   *
   * @param now the time of {@link System#nanoTime}
   */
  boolean mayBeBusy(long now) {
    long usedNow = usedNanos();
    long spent = usedNow - used;
    long passed = now - time;
    time = now;
    used = usedNow;
    return passed >= MAX_NANOS
        || spent > passed * Runtime.getRuntime().availableProcessors() / 4 * QUARTERS;
  }

  /** Returns 0 where the operating system does not give the time. */
  private static long usedNanos() {
    return ProcessHandle.current().info().totalCpuDuration().map(Duration::toNanos).orElse(0L);
  }
}
