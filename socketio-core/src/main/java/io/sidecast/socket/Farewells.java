package io.sidecast.socket;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Counts the sockets that are gone and whose disconnect handlers have not all run. Any thread. */
final class Farewells {

  private final AtomicInteger open = new AtomicInteger();
  private volatile @Nullable CompletableFuture<Void> over;

  void begin() {
    open.incrementAndGet();
  }

  void end() {
    if (open.decrementAndGet() == 0) {
      complete();
    }
  }

  /** Completes as soon as none is open. Called once, when there are no sockets any more. */
  CompletionStage<Void> over() {
    var stage = new CompletableFuture<Void>();
    over = stage;
    if (open.get() == 0) {
      complete();
    }
    return stage;
  }

  private void complete() {
    CompletableFuture<Void> stage = over;
    if (stage != null) {
      stage.complete(null);
    }
  }
}
