package io.sidecast.socket;

import io.sidecast.log.RateLimitedLog;
import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * The calls that wait for one observer. Calls beyond the capacity are counted and reported in their
 * place. Thread-safe; the calls run one at a time on the executor.
 */
final class ObserverQueue {

  /** The maximum number of waiting calls. */
  static final int MAX_CALLS = 10_000;

  /** The maximum number of bytes of the events of waiting calls; one event may exceed it. */
  private static final long MAX_BYTES = 8L * 1024 * 1024;

  private static final RateLimitedLog failures =
      RateLimitedLog.ofFailures(LoggerFactory.getLogger(ObserverQueue.class));

  private final SocketObserver observer;
  private final Executor threads;
  private final ArrayDeque<Call> waiting = new ArrayDeque<>();
  private long bytes;
  private long missed;
  private boolean running;
  private boolean closed;

  private record Call(int bytes, Consumer<SocketObserver> action) {}

  ObserverQueue(SocketObserver observer, Executor threads) {
    this.observer = observer;
    this.threads = threads;
  }

  synchronized void post(int size, Consumer<SocketObserver> action) {
    if (closed) {
      return;
    }
    if (waiting.size() >= MAX_CALLS || (bytes > 0 && bytes + size > MAX_BYTES)) {
      missed++;
      return;
    }
    reportMissed();
    add(new Call(size, action));
    if (!running) {
      running = true;
      threads.execute(this::run);
    }
  }

  /** Removes all waiting calls and accepts no more. */
  synchronized void close() {
    closed = true;
    waiting.clear();
    bytes = 0;
  }

  private void run() {
    for (Call call = next(); call != null; call = next()) {
      try {
        call.action().accept(observer);
      } catch (Throwable e) {
        failures.warn(() -> "a socket observer failed", e);
      }
    }
  }

  private synchronized @Nullable Call next() {
    if (waiting.isEmpty()) {
      reportMissed();
    }
    Call next = waiting.poll();
    if (next == null) {
      running = false;
    } else {
      bytes -= next.bytes();
    }
    return next;
  }

  private void reportMissed() {
    long count = missed;
    if (count > 0 && !closed) {
      missed = 0;
      add(new Call(0, last -> last.missed(count)));
    }
  }

  private void add(Call call) {
    waiting.add(call);
    bytes += call.bytes();
  }
}
