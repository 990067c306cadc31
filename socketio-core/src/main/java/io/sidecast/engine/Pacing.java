package io.sidecast.engine;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The stage that completes when a session accepts more packets. All waiting callers share one
 * future, which exists only while a caller waits. Thread-safe.
 */
final class Pacing {

  private static final CompletionStage<Void> WRITABLE = CompletableFuture.completedStage(null);

  private final Session session;
  private volatile @Nullable CompletableFuture<Void> waiting;

  Pacing(Session session) {
    this.session = session;
  }

  /** Returns a stage that is complete if the session accepts more packets now. */
  CompletionStage<Void> whenWritable() {
    if (session.isEnding()) {
      return CompletableFuture.failedStage(ended());
    }
    if (session.acceptsMore()) {
      return WRITABLE;
    }
    CompletionStage<Void> stage = shared();
    settle(); // the event loop may have checked before the future was stored
    return stage;
  }

  /** Completes the future if the session accepts more packets or ends. */
  void settle() {
    if (waiting == null) {
      return;
    }
    boolean ending = session.isEnding();
    if (!ending && !session.acceptsMore()) {
      return;
    }
    CompletableFuture<Void> done = take();
    if (done == null) {
      return;
    }
    if (ending) {
      done.completeExceptionally(ended());
    } else {
      done.complete(null);
    }
  }

  private synchronized CompletionStage<Void> shared() {
    if (waiting == null) {
      waiting = new CompletableFuture<>();
    }
    return waiting;
  }

  private synchronized @Nullable CompletableFuture<Void> take() {
    CompletableFuture<Void> taken = waiting;
    waiting = null;
    return taken;
  }

  private static IllegalStateException ended() {
    return new IllegalStateException("the connection is closed and accepts no more packets");
  }
}
