package io.sidecast;

import io.sidecast.transport.EventLoopThreads;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The one life of a server or an emitter. Each {@link LifecycleState} is entered once, by whichever
 * thread comes first. An opening that fails, or that a close overtakes, ends in a complete close:
 * the stage of the start fails after that, so that nothing is left behind when its caller goes on.
 * Thread-safe.
 *
 * <p>A thread of its own, {@code sidecast-close}, waits for the end and for the handlers that still
 * run. It is no daemon: the JVM does not end in the middle of a close.
 */
final class Lifecycle {

  /** A close that takes longer is given up, and handlers that run longer are interrupted. */
  private static final Duration CLOSE_DEADLINE = Duration.ofSeconds(15);

  /** The end of a close comes after the handlers, so after two waits, and some time to spare. */
  private static final Duration END_DEADLINE = CLOSE_DEADLINE.multipliedBy(2).plusSeconds(5);

  private final String owner;
  private final HandlerThreads handlers;
  private final Resources resources;
  private final CompletableFuture<Void> settled = new CompletableFuture<>();
  private final CompletableFuture<Void> closed = new CompletableFuture<>();
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private volatile LifecycleState state = LifecycleState.NEW;

  /** The things that a life opens. */
  interface Resources {

    /** Makes an opening that is under way fail soon, where it can. */
    void abort();

    /** Closes all that was opened. Called once, when no opening is under way any more. */
    CompletionStage<Void> release();
  }

  /**
   * Creates a life in the state {@link LifecycleState#NEW}.
   *
   * @param owner the name of the object in messages, for example {@code server}
   * @param handlers the threads that run user code; the close waits for their end
   * @param resources the things that are opened and closed
   */
  Lifecycle(String owner, HandlerThreads handlers, Resources resources) {
    this.owner = owner;
    this.handlers = handlers;
    this.resources = resources;
  }

  LifecycleState state() {
    return state;
  }

  /**
   * Starts; the stage fails at once with an {@link IllegalStateException} unless the state is NEW.
   */
  <T> CompletionStage<T> start(Supplier<CompletionStage<T>> opening) {
    LifecycleState before = advance(LifecycleState.NEW, LifecycleState.STARTING);
    if (before != LifecycleState.NEW) {
      return CompletableFuture.failedStage(new IllegalStateException(refusal(before)));
    }
    CompletionStage<T> opened;
    try {
      opened = opening.get();
    } catch (RuntimeException e) {
      opened = CompletableFuture.failedStage(e);
    }
    return opened.handle((result, failure) -> settle(result, failure)).thenCompose(stage -> stage);
  }

  private String refusal(LifecycleState before) {
    return switch (before) {
      case CLOSING, CLOSED ->
          "the %s was closed and cannot be started any more: build another one".formatted(owner);
      default -> "the %s was started before: it can be started once".formatted(owner);
    };
  }

  private <T> CompletionStage<T> settle(T opened, @Nullable Throwable failure) {
    if (failure == null
        && advance(LifecycleState.STARTING, LifecycleState.STARTED) == LifecycleState.STARTING) {
      settled.complete(null);
      return CompletableFuture.completedStage(opened);
    }
    boolean overtaken = state != LifecycleState.STARTING;
    settled.complete(null);
    Throwable reason =
        overtaken || failure == null
            ? new IllegalStateException("the %s was closed while it started".formatted(owner))
            : BlockingStart.cause(failure);
    return closeAsync()
        .handle((done, unclean) -> CompletableFuture.<T>failedStage(reason))
        .thenCompose(stage -> stage);
  }

  /** Closes; the stage is the same each time, and does not wait for handlers. */
  CompletionStage<Void> closeAsync() {
    LifecycleState before = beginToClose();
    if (before.compareTo(LifecycleState.CLOSING) < 0) {
      if (before == LifecycleState.NEW) {
        settled.complete(null);
      }
      new Thread(this::awaitEnd, "sidecast-close").start();
      if (before == LifecycleState.STARTING) {
        resources.abort();
      }
      settled.thenCompose(done -> resources.release()).whenComplete(this::closed);
    }
    return closed.minimalCompletionStage();
  }

  /** Moves on from one state to another, if it is the present one, and returns the present one. */
  private synchronized LifecycleState advance(LifecycleState from, LifecycleState to) {
    LifecycleState before = state;
    if (before == from) {
      state = to;
    }
    return before;
  }

  private synchronized LifecycleState beginToClose() {
    LifecycleState before = state;
    if (before != LifecycleState.CLOSED) {
      state = LifecycleState.CLOSING;
    }
    return before;
  }

  private void closed(@Nullable Void done, @Nullable Throwable failure) {
    state = LifecycleState.CLOSED;
    if (failure == null) {
      closed.complete(null);
    } else {
      closed.completeExceptionally(BlockingStart.cause(failure));
    }
  }

  private void awaitEnd() {
    try {
      BlockingStart.close(closed, CLOSE_DEADLINE);
      handlers.close(CLOSE_DEADLINE);
    } finally {
      ended.complete(null);
    }
  }

  /** Closes and waits for the end, unless the end may have to wait for the calling thread. */
  void close() {
    CompletionStage<Void> unused = closeAsync();
    if (!isNeededForTheEnd(Thread.currentThread())) {
      BlockingStart.close(ended, END_DEADLINE);
    }
  }

  /** Event loops, handler threads, and the threads of timers and brokers. */
  private static boolean isNeededForTheEnd(Thread thread) {
    return EventLoopThreads.include(thread) || thread.getName().startsWith("sidecast-");
  }
}
