package io.sidecast.socket;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts the sockets that are gone and whose disconnect handlers have not all run. Any thread. */
final class DisconnectHandlers {

  /** And one more, as long as there may still be sockets. */
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

  /** Completes as soon as none is open. Called once, when there are no sockets any more. */
  CompletionStage<Void> over() {
    end();
    return over;
  }
}
