package io.sidecast.transport.http;

import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The deadline of the part of a request that a connection waits for.
 *
 * <p>The time of a part begins when the connection begins to wait for it, so that trickling bytes
 * do not extend it. One timer at a time serves all parts: it is replaced only by an earlier one.
 * Confined to the connection's event loop.
 */
final class ClientDeadline {

  /** The part of a request that a connection waits for. */
  enum Awaited {
    /** The first byte of the next request. */
    REQUEST,
    /** The rest of a head whose first bytes have arrived. */
    REST_OF_HEAD,
    /** The rest of a body whose head has arrived. */
    REST_OF_BODY,
    /** Nothing: the client waits for the server. */
    NOTHING
  }

  /**
   * The time for each part of a request. Immutable.
   *
   * @param request the time until the next request begins; zero for no limit
   * @param head the time from the first bytes of a head to its end; zero for no limit
   * @param body the time from a head to the end of its body
   */
  record Times(Duration request, Duration head, Duration body) {

    private long nanos(Awaited part) {
      return switch (part) {
        case REQUEST -> request.toNanos();
        case REST_OF_HEAD -> head.toNanos();
        case REST_OF_BODY -> body.toNanos();
        case NOTHING -> 0;
      };
    }
  }

  private final EventExecutor loop;
  private final Times times;
  private final Runnable expired;
  private Awaited awaited = Awaited.NOTHING;
  private long dueNanos;
  private long timerNanos;
  private @Nullable Future<?> timer;

  ClientDeadline(EventExecutor loop, Times times, Runnable expired) {
    this.loop = loop;
    this.times = times;
    this.expired = expired;
  }

  /** Returns the part that the connection waits for. */
  Awaited awaited() {
    return awaited;
  }

  /** Starts the time of a part, unless the connection waits for this part already. */
  void await(Awaited part) {
    if (part == awaited) {
      return;
    }
    awaited = part;
    long nanos = times.nanos(part);
    if (nanos > 0) {
      dueNanos = System.nanoTime() + nanos;
      if (timer == null || dueNanos - timerNanos < 0) {
        cancel();
        runIn(nanos);
      }
    }
  }

  void cancel() {
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
  }

  private void runIn(long nanos) {
    timerNanos = dueNanos;
    timer = loop.schedule(this::check, nanos, TimeUnit.NANOSECONDS);
  }

  private void check() {
    timer = null;
    if (times.nanos(awaited) == 0) {
      return;
    }
    long left = dueNanos - System.nanoTime();
    if (left > 0) {
      runIn(left);
    } else {
      expired.run();
    }
  }
}
