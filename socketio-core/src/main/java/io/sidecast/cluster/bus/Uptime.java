package io.sidecast.cluster.bus;

/** The clock of this process. It never goes back and cannot be set. Thread-safe. */
public final class Uptime {

  private static final long START = System.nanoTime();

  private Uptime() {}

  /** The time in milliseconds since this class was initialised. */
  public static long millis() {
    return (System.nanoTime() - START) / 1_000_000;
  }
}
