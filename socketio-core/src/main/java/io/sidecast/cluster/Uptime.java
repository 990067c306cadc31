package io.sidecast.cluster;

/** The clock of this process. It never goes back and cannot be set. Thread-safe. */
final class Uptime {

  private static final long START = System.nanoTime();

  private Uptime() {}

  /** The time in milliseconds since this class was initialised. */
  static long millis() {
    return (System.nanoTime() - START) / 1_000_000;
  }
}
