package io.sidecast.examples;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Waits for one step after the other and fails as soon as a watched process ends. Confined to the
 * main thread.
 */
final class Steps {

  /** Fails when a watched process ends. */
  private final CompletableFuture<Object> trouble = new CompletableFuture<>();

  /** The processes that may end. */
  private final Set<ChildProcess> released = ConcurrentHashMap.newKeySet();

  private volatile boolean ending;

  void title(String text) {
    Terminal.OUT.println(text);
  }

  void say(String who, String what) {
    Terminal.OUT.println("  %-11s %s".formatted(who, what));
  }

  void watch(ChildProcess process) {
    process
        .ended()
        .thenAccept(
            code -> {
              if (!ending && !process.isStopping() && !released.remove(process)) {
                trouble.completeExceptionally(
                    new DemoFailure(
                        "%s exited unexpectedly, with code %d. Its last output:\n%s"
                            .formatted(process, code, process.tail())));
              }
            });
  }

  /** Stops watching a process: its end is no failure any more. */
  void release(ChildProcess process) {
    released.add(process);
  }

  /** Fails: {@link #awaitTrouble} reports the reason. */
  void fail(Throwable reason) {
    trouble.completeExceptionally(new DemoFailure(Terminal.message(reason)));
  }

  <T> T await(String what, CompletableFuture<T> step, Duration deadline) throws DemoFailure {
    try {
      CompletableFuture.anyOf(step, trouble).get(deadline.toMillis(), TimeUnit.MILLISECONDS);
      return step.get(0, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (trouble.isCompletedExceptionally()) {
        awaitTrouble();
      }
      throw new DemoFailure("failed while waiting for " + what + ": " + Terminal.message(e));
    } catch (TimeoutException e) {
      throw new DemoFailure("timed out after %d s: %s".formatted(deadline.toSeconds(), what));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DemoFailure("interrupted while waiting for " + what);
    }
  }

  /** Waits until a watched process ends, or the JVM exits. */
  void awaitTrouble() throws DemoFailure {
    try {
      trouble.get();
    } catch (ExecutionException e) {
      throw new DemoFailure(Terminal.message(e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Marks the end of the steps: processes that end from now on are no failure. */
  void end() {
    ending = true;
  }

  boolean isEnding() {
    return ending;
  }
}
