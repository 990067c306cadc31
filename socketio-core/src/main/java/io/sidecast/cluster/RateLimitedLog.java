package io.sidecast.cluster;

import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;

/** Warnings, of which one is written in ten seconds. Thread-safe. */
final class RateLimitedLog {

  private static final long INTERVAL_NANOS = 10_000_000_000L;

  private final Logger log;
  private final AtomicLong next = new AtomicLong(System.nanoTime());

  RateLimitedLog(Logger log) {
    this.log = log;
  }

  void warn(String text, Object... values) {
    long now = System.nanoTime();
    long due = next.get();
    if (now - due >= 0 && next.compareAndSet(due, now + INTERVAL_NANOS)) {
      log.warn(text, values);
    }
  }
}
