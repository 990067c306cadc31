package io.sidecast.log;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * The lines of one kind in a log: at most one in an interval. A line ends with the number of lines
 * that were left out before it. Thread-safe.
 */
public final class RateLimitedWarnings {

  private static final long LEFT_OUT = -1;

  private final Logger log;
  private final long intervalNanos;
  private final LongSupplier nanoTime;
  private final AtomicLong next;
  private final AtomicLong leftOut = new AtomicLong();

  /**
   * Creates a log that writes its first line at once.
   *
   * @param log gets the lines
   * @param interval the least time between two lines
   */
  public RateLimitedWarnings(Logger log, Duration interval) {
    this(log, interval, System::nanoTime);
  }

  /**
   * As {@link #RateLimitedWarnings(Logger, Duration)}, with another clock.
   *
   * @param log gets the lines
   * @param interval the least time between two lines
   * @param nanoTime the clock, in nanoseconds
   */
  public RateLimitedWarnings(Logger log, Duration interval, LongSupplier nanoTime) {
    this.log = log;
    this.intervalNanos = interval.toNanos();
    this.nanoTime = nanoTime;
    this.next = new AtomicLong(nanoTime.getAsLong());
  }

  /**
   * Writes a line with the level INFO, unless the last one is too recent.
   *
   * @param line the text; called only if the line is written
   */
  public void info(Supplier<String> line) {
    long before = take();
    if (before != LEFT_OUT && log.isInfoEnabled()) {
      log.info("{}{}", line.get(), suffix(before));
    }
  }

  /**
   * Writes a line with the level WARN, unless the last one is too recent.
   *
   * @param line the text; called only if the line is written
   */
  public void warn(Supplier<String> line) {
    warn(line, null);
  }

  /**
   * Writes a line with the level WARN, unless the last one is too recent.
   *
   * @param line the text; called only if the line is written
   * @param failure the exception whose stack trace follows the line; null for none
   */
  public void warn(Supplier<String> line, @Nullable Throwable failure) {
    long before = take();
    if (before != LEFT_OUT) {
      log.warn("{}{}", line.get(), suffix(before), failure);
    }
  }

  /** The number of lines that were left out before this one; negative if it is left out, too. */
  private long take() {
    long now = nanoTime.getAsLong();
    long due = next.get();
    if (now - due >= 0 && next.compareAndSet(due, now + intervalNanos)) {
      return leftOut.getAndSet(0);
    }
    leftOut.incrementAndGet();
    return LEFT_OUT;
  }

  private static String suffix(long leftOut) {
    return leftOut == 0 ? "" : " (and " + leftOut + " more since the last such line)";
  }
}
