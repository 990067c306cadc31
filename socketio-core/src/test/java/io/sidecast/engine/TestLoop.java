package io.sidecast.engine;

import io.sidecast.http.RequestHead;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/** An event loop without a network. Thread-safe. */
final class TestLoop implements AutoCloseable {

  private final AtomicReference<Thread> thread = new AtomicReference<>();
  private final ScheduledThreadPoolExecutor executor =
      new ScheduledThreadPoolExecutor(
          1,
          task -> {
            var made = new Thread(task);
            thread.set(made);
            return made;
          });

  /** The engine's view of the loop. */
  final EngineLoop view = new EngineLoop(executor, () -> Thread.currentThread() == thread.get());

  /** Runs a task on the loop and waits for its end. */
  void run(Runnable task) throws Exception {
    executor.submit(task).get(10, TimeUnit.SECONDS);
  }

  /** The number of timers that were started and are not due, cancelled ones included. */
  int timers() {
    return executor.getQueue().size();
  }

  /** A request that opens a session. */
  static RequestHead request() {
    var address = InetSocketAddress.createUnresolved("test", 1);
    return new RequestHead("/", Map.of(), Map.of(), address, false, Instant.EPOCH);
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}
