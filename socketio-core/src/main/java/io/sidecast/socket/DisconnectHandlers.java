package io.sidecast.socket;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts the disconnected sockets whose disconnect handlers have not completed. Thread-safe. */
final class DisconnectHandlers {

  /** The number of those sockets, plus one until {@link #over} is called. */
  private final AtomicInteger open = new AtomicInteger(1);

  private final CompletableFuture<Void> over = new CompletableFuture<>();

  void begin() {
    open.incrementAndGet();
  }

  void end() {
    if (open.decrementAndGet() == 0) {
      over.complete(null);
    }
  }

  /**
   * Returns a stage that completes when all disconnect handlers have completed. Called once, when
   * all sockets are disconnected.
   */
  CompletionStage<Void> over() {
    end();
    return over;
  }
}
