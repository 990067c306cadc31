package io.sidecast;

import java.time.Duration;

/**
 * Compares the processor time of this JVM with that of the processors it may use. Confined to one
 * thread.
 */
final class BusyProcessors {

  /** The share of the processors, in quarters, from which on they count as busy. */
  private static final int QUARTERS = 3;

  private long time = System.nanoTime();
  private long used = usedNanos();

  /**
   * Returns whether this JVM has kept the processors busy since the last call.
   *
   * @param now the time of {@link System#nanoTime}
   */
  boolean wereBusy(long now) {
    long usedNow = usedNanos();
    long spent = usedNow - used;
    long passed = (now - time) * Runtime.getRuntime().availableProcessors();
    time = now;
    used = usedNow;
    return spent > passed / 4 * QUARTERS;
  }

  /** Returns 0 where the operating system does not give the time. */
  private static long usedNanos() {
    return ProcessHandle.current().info().totalCpuDuration().map(Duration::toNanos).orElse(0L);
  }
}
