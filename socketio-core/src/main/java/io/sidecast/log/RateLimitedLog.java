package io.sidecast.log;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * Logs at most one line per interval, or a few at once after a pause. A line ends with the number
 * of lines that were suppressed before it. Thread-safe.
 */
public final class RateLimitedLog {

  private static final long LEFT_OUT = -1;
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final int FAILURES_AT_ONCE = 10;
  private static final int CHANGES_AT_ONCE = 100;

  private final Logger log;
  private final long intervalNanos;
  private final long burstNanos;
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
   * Creates a log of exceptions that a client, another node or user code can cause at any rate. It
   * writes ten lines at once, so that the first failures after a quiet time are complete, and then
   * one line a second.
   *
   * @param log the logger of the lines
   * @return a log without lines
   */
  public static RateLimitedLog ofFailures(Logger log) {
    return ofFailures(log, System::nanoTime);
  }

  /**
   * Creates a log of changes that another node can cause at any rate. It writes a hundred lines at
   * once, so that the start of a large cluster is complete, and then one line a second.
   *
   * @param log the logger of the lines
   * @return a log without lines
   */
  public static RateLimitedLog ofChanges(Logger log) {
    return ofChanges(log, System::nanoTime);
  }

  static RateLimitedLog ofChanges(Logger log, LongSupplier nanoTime) {
    return new RateLimitedLog(log, SECOND, CHANGES_AT_ONCE, nanoTime);
  }

  static RateLimitedLog ofFailures(Logger log, LongSupplier nanoTime) {
    return new RateLimitedLog(log, SECOND, FAILURES_AT_ONCE, nanoTime);
  }

  /**
   * Creates a log that writes its first line at once, with another clock.
   *
   * @param log the logger of the lines
   * @param interval the minimum time between two lines
   * @param nanoTime the clock, in nanoseconds
   */
  public RateLimitedLog(Logger log, Duration interval, LongSupplier nanoTime) {
    this(log, interval, 1, nanoTime);
  }

  private RateLimitedLog(Logger log, Duration interval, int atOnce, LongSupplier nanoTime) {
    this.log = log;
    this.intervalNanos = interval.toNanos();
    this.burstNanos = intervalNanos * (atOnce - 1);
    this.nanoTime = nanoTime;
    this.next = new AtomicLong(nanoTime.getAsLong() - burstNanos);
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

  /**
   * Logs a line at level ERROR, unless the last one is too recent.
   *
   * @param line the supplier of the text; called only if the line is written
   * @param failure the exception whose stack trace follows the line; null for none
   */
  public void error(Supplier<String> line, @Nullable Throwable failure) {
    long before = take();
    if (before != LEFT_OUT) {
      log.error("{}{}", line.get(), suffix(before), failure);
    }
  }

  /** Returns the number of lines suppressed before this one; negative if this one is suppressed. */
  private long take() {
    long now = nanoTime.getAsLong();
    long due = next.get();
    long quiet = now - due;
    if (quiet >= 0 && next.compareAndSet(due, now - Math.min(quiet, burstNanos) + intervalNanos)) {
      return suppressed.getAndSet(0);
    }
    suppressed.incrementAndGet();
    return LEFT_OUT;
  }

  private static String suffix(long suppressed) {
    return suppressed == 0 ? "" : " (and " + suppressed + " more since the last such line)";
  }
}
