package io.sidecast.cluster;

/** The clock of this process: it never goes back, and nobody sets it. Thread-safe. */
final class Uptime {

  private static final long START = System.nanoTime();

  private Uptime() {}

  /** Milliseconds since this process began to count. */
  static long millis() {
    return (System.nanoTime() - START) / 1_000_000;
  }
}
