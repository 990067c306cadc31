package io.sidecast;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Blocks the calling thread until a server or an emitter has started or closed. Thread-safe. */
final class BlockingStart {

  private static final Logger log = LoggerFactory.getLogger(BlockingStart.class);
  private static final Duration START_DEADLINE = Duration.ofSeconds(60);

  private BlockingStart() {}

  /** Waits for a start. A start that takes longer than the deadline is closed. */
  static <T> T start(CompletionStage<T> opening, Supplier<CompletionStage<Void>> close) {
    var starting = opening.toCompletableFuture();
    try {
      return starting.get(START_DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw unchecked(cause(e));
    } catch (TimeoutException e) {
      abandon(close);
      throw new IllegalStateException("not started within " + START_DEADLINE, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      abandon(close);
      throw new IllegalStateException("interrupted while starting", e);
    }
  }

  /** Waits for a close to complete. An interrupt ends the wait, not the close. */
  static void close(CompletionStage<Void> closing, Duration deadline) {
    try {
      closing.toCompletableFuture().get(deadline.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      log.warn("close failed", cause(e));
    } catch (TimeoutException e) {
      log.warn("not closed within {} s: the close continues", deadline.toSeconds());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void abandon(Supplier<CompletionStage<Void>> close) {
    close
        .get()
        .whenComplete(
            (done, failure) -> {
              if (failure != null) {
                log.warn("cleanup after an abandoned start failed", failure);
              }
            });
  }

  static Throwable cause(Throwable failure) {
    Throwable cause = failure.getCause();
    boolean wrapped =
        failure instanceof CompletionException || failure instanceof ExecutionException;
    return wrapped && cause != null ? cause(cause) : failure;
  }

  private static RuntimeException unchecked(Throwable failure) {
    if (failure instanceof RuntimeException unchecked) {
      return unchecked;
    }
    return failure instanceof IOException io
        ? new UncheckedIOException(io.getMessage(), io)
        : new IllegalStateException(failure);
  }
}
