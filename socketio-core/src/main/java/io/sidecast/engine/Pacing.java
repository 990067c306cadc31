package io.sidecast.engine;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The stage of those who wait until a session takes more. They share one future, which exists only
 * while somebody waits. Thread-safe.
 */
final class Pacing {

  private static final CompletionStage<Void> WRITABLE = CompletableFuture.completedStage(null);

  private final Session session;
  private final AtomicReference<@Nullable CompletableFuture<Void>> waiting =
      new AtomicReference<>();

  Pacing(Session session) {
    this.session = session;
  }

  /** A stage that is complete if the session takes more now. */
  CompletionStage<Void> whenWritable() {
    if (session.isEnding()) {
      return CompletableFuture.failedStage(ended());
    }
    if (session.takesMore()) {
      return WRITABLE;
    }
    var own = new CompletableFuture<Void>();
    CompletableFuture<Void> shared = waiting.compareAndExchange(null, own);
    CompletionStage<Void> stage = shared == null ? own : shared;
    settle(); // the event loop may have looked before the future was there
    return stage;
  }

  /** Completes the future if the session takes more or ends. */
  void settle() {
    if (waiting.get() == null) {
      return;
    }
    boolean ending = session.isEnding();
    if (!ending && !session.takesMore()) {
      return;
    }
    CompletableFuture<Void> done = waiting.getAndSet(null);
    if (done == null) {
      return;
    }
    if (ending) {
      done.completeExceptionally(ended());
    } else {
      done.complete(null);
    }
  }

  private static IllegalStateException ended() {
    return new IllegalStateException("the connection is closed and takes nothing more");
  }
}
