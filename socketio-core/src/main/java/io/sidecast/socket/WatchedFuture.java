package io.sidecast.socket;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A future whose result a handler on an event loop must not wait for: the loop may have to act
 * before the future completes. Its dependents are of the same type. Thread-safe.
 */
class WatchedFuture<T extends @Nullable Object> extends CompletableFuture<T> {

  private final @Nullable LoopWatchdog loops;

  /**
   * Creates an incomplete future.
   *
   * @param loops the calls of handlers on event loops; null if there are none
   */
  WatchedFuture(@Nullable LoopWatchdog loops) {
    this.loops = loops;
  }

  @Override
  public <U> CompletableFuture<U> newIncompleteFuture() {
    return new WatchedFuture<>(loops);
  }

  @Override
  public T join() {
    checkMayWait();
    return super.join();
  }

  @Override
  public T get() throws InterruptedException, ExecutionException {
    checkMayWait();
    return super.get();
  }

  @Override
  public T get(long timeout, TimeUnit unit)
      throws InterruptedException, ExecutionException, TimeoutException {
    checkMayWait();
    return super.get(timeout, unit);
  }

  private void checkMayWait() {
    if (loops != null && !isDone() && loops.isInHandler()) {
      throw new IllegalStateException(
          "a handler on an event loop must not wait for a stage: attach a dependent to the stage,"
              + " or let handlers block with handlers(HandlerMode.BLOCKING)");
    }
  }
}
