package io.sidecast.log;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * Logs at most one line per interval. A line ends with the number of lines that were suppressed
 * before it. Thread-safe.
 */
public final class RateLimitedLog {

  private static final long LEFT_OUT = -1;

  private final Logger log;
  private final long intervalNanos;
  private final LongSupplier nanoTime;
  private final AtomicLong next;
  private final AtomicLong suppressed = new AtomicLong();

  /**
   * Creates a log that writes its first line at once.
   *
   * @param log the logger of the lines
   * @param interval the minimum time between two lines
   */
  public RateLimitedLog(Logger log, Duration interval) {
    this(log, interval, System::nanoTime);
  }

  /**
   * Creates a log that writes its first line at once, with another clock.
   *
   * @param log the logger of the lines
   * @param interval the minimum time between two lines
   * @param nanoTime the clock, in nanoseconds
   */
  public RateLimitedLog(Logger log, Duration interval, LongSupplier nanoTime) {
    this.log = log;
    this.intervalNanos = interval.toNanos();
    this.nanoTime = nanoTime;
    this.next = new AtomicLong(nanoTime.getAsLong());
  }

  /**
   * Logs a line at level INFO, unless the last one is too recent.
   *
   * @param line the supplier of the text; called only if the line is written
   */
  public void info(Supplier<String> line) {
    long before = take();
    if (before != LEFT_OUT && log.isInfoEnabled()) {
      log.info("{}{}", line.get(), suffix(before));
    }
  }

  /**
   * Logs a line at level WARN, unless the last one is too recent.
   *
   * @param line the supplier of the text; called only if the line is written
   */
  public void warn(Supplier<String> line) {
    warn(line, null);
  }

  /**
   * Logs a line at level WARN, unless the last one is too recent.
   *
   * @param line the supplier of the text; called only if the line is written
   * @param failure the exception whose stack trace follows the line; null for none
   */
  public void warn(Supplier<String> line, @Nullable Throwable failure) {
    long before = take();
    if (before != LEFT_OUT) {
      log.warn("{}{}", line.get(), suffix(before), failure);
    }
  }

  /** Returns the number of lines suppressed before this one; negative if this one is suppressed. */
  private long take() {
    long now = nanoTime.getAsLong();
    long due = next.get();
    if (now - due >= 0 && next.compareAndSet(due, now + intervalNanos)) {
      return suppressed.getAndSet(0);
    }
    suppressed.incrementAndGet();
    return LEFT_OUT;
  }

  private static String suffix(long suppressed) {
    return suppressed == 0 ? "" : " (and " + suppressed + " more since the last such line)";
  }
}
