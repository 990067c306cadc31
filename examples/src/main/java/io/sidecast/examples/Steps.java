package io.sidecast.examples;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The main thread only. Waits for one thing after the other, but not when a process has ended. */
final class Steps {

  /** Fails when a process that is needed ends. */
  private final CompletableFuture<Object> trouble = new CompletableFuture<>();

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
              if (!ending && !process.isStopping()) {
                trouble.completeExceptionally(
                    new DemoFailure(
                        "%s ended in the middle, with exit code %d. Its last words:\n%s"
                            .formatted(process, code, process.tail())));
              }
            });
  }

  <T> T await(String what, CompletableFuture<T> step, Duration deadline) throws DemoFailure {
    try {
      CompletableFuture.anyOf(step, trouble).get(deadline.toMillis(), TimeUnit.MILLISECONDS);
      return step.get(0, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (trouble.isCompletedExceptionally()) {
        awaitTrouble();
      }
      throw new DemoFailure("waited for " + what + ": " + Terminal.message(e));
    } catch (TimeoutException e) {
      throw new DemoFailure("waited %d s in vain for %s".formatted(deadline.toSeconds(), what));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DemoFailure("interrupted while waiting for " + what);
    }
  }

  /** Waits until something goes wrong, or the JVM ends. */
  void awaitTrouble() throws DemoFailure {
    try {
      trouble.get();
    } catch (ExecutionException e) {
      throw new DemoFailure(Terminal.message(e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** What ends from now on shall. */
  void end() {
    ending = true;
  }

  boolean isEnding() {
    return ending;
  }
}
