package io.sidecast.socket;

import io.sidecast.log.RateLimitedLog;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * The calls of handlers on event loops, for {@link HandlerMode#EVENT_LOOP}. A timer checks them
 * every 50 milliseconds, from the first call on, and logs each call once that has held its loop for
 * 100 milliseconds.
 *
 * <p>Sidecast itself uses this type. It is public because packages cannot share it otherwise, and
 * it may change in every release. Thread-safe.
 *
 * @since 0.1.0
 */
public final class LoopWatchdog {

  private static final Duration LONGEST = Duration.ofMillis(100);
  private static final long INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private final RateLimitedLog log =
      new RateLimitedLog(LoggerFactory.getLogger(LoopWatchdog.class), Duration.ofSeconds(1));
  private final ScheduledExecutorService timer;
  private final Predicate<Thread> isLoop;
  private final AtomicBoolean started = new AtomicBoolean();
  private final Queue<Call> calls = new ConcurrentLinkedQueue<>();

  @SuppressWarnings("ThreadLocalUsage") // servers may share event loops
  private final ThreadLocal<@Nullable Call> current = new ThreadLocal<>();

  /** The call that a thread makes now. Written by that thread, read by the timer. */
  private static final class Call {
    private final Thread thread = Thread.currentThread();
    private volatile String occasion = "";

    /** Counts the starts and ends of handlers: odd while one runs. */
    private final AtomicLong number = new AtomicLong();

    private volatile long start;

    /** The number at the last line; confined to the timer. */
    private long logged;
  }

  /**
   * Creates a watchdog, which starts its timer at the first call.
   *
   * @param timer runs the checks
   * @param isLoop whether a thread runs an event loop
   */
  public LoopWatchdog(ScheduledExecutorService timer, Predicate<Thread> isLoop) {
    this.timer = timer;
    this.isLoop = isLoop;
  }

  private Call newCall() {
    var call = new Call();
    current.set(call);
    calls.add(call);
    if (started.compareAndSet(false, true)) {
      Future<?> unused =
          timer.scheduleWithFixedDelay(
              this::check, INTERVAL_NANOS, INTERVAL_NANOS, TimeUnit.NANOSECONDS);
    }
    return call;
  }

  /** Records that the calling thread starts a handler, if it is an event loop. */
  void begin(String occasion) {
    Call call = current.get();
    if (call == null) {
      if (!isLoop.test(Thread.currentThread())) {
        return;
      }
      call = newCall();
    }
    call.occasion = occasion;
    call.start = System.nanoTime();
    call.number.incrementAndGet();
  }

  /** Records that the handler has returned. */
  void end() {
    Call call = current.get();
    if (call != null) {
      call.number.incrementAndGet();
    }
  }

  /** Returns whether the calling thread runs a handler on an event loop. */
  boolean isInHandler() {
    Call call = current.get();
    return call != null && isRunning(call.number.get());
  }

  private static boolean isRunning(long number) {
    return number % 2 == 1;
  }

  private void check() {
    calls.removeIf(call -> !call.thread.isAlive());
    calls.forEach(this::check);
  }

  private void check(Call call) {
    long number = call.number.get();
    if (!isRunning(number) || call.logged == number) {
      return;
    }
    long nanos = System.nanoTime() - call.start;
    String occasion = call.occasion;
    if (nanos >= LONGEST.toNanos() && call.number.get() == number) {
      call.logged = number;
      var stack = new Throwable("the stack of " + call.thread.getName());
      stack.setStackTrace(call.thread.getStackTrace());
      log.warn(() -> line(occasion, nanos), stack);
    }
  }

  private static String line(String occasion, long nanos) {
    return "a handler (%s) has held its event loop for %d ms: it must not block in this mode"
        .formatted(occasion, TimeUnit.NANOSECONDS.toMillis(nanos));
  }
}
