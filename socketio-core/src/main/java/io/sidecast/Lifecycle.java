package io.sidecast;

import io.sidecast.transport.EventLoopThreads;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The lifecycle of a server or an emitter. Each {@link LifecycleState} is entered at most once; the
 * first thread to request a transition performs it. An opening that fails, or that a close
 * overtakes, ends in a complete close, and only then does the stage of the start fail. A caller
 * that receives the failure therefore finds all resources released.
 *
 * <p>A separate thread, {@code sidecast-close}, waits for the close and for the handlers that still
 * run. It is not a daemon thread, so the JVM does not exit in the middle of a close. Thread-safe.
 */
final class Lifecycle {

  /**
   * The maximum time of a close, and then of the running handlers, which are interrupted after it.
   */
  private static final Duration CLOSE_DEADLINE = Duration.ofSeconds(15);

  /** The maximum time until the end of both waits, with some reserve, without a drain. */
  private static final Duration END_DEADLINE = CLOSE_DEADLINE.multipliedBy(2).plusSeconds(5);

  private final String owner;
  private final HandlerThreads handlers;
  private final Resources resources;
  private final CompletableFuture<Void> settled = new CompletableFuture<>();
  private final CompletableFuture<Void> closed = new CompletableFuture<>();
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private volatile LifecycleState state = LifecycleState.NEW;

  /** The resources that a lifecycle opens and closes. */
  interface Resources {

    /** Makes a running opening fail soon, if possible. */
    void abort();

    /** Closes all opened resources. Called once, when no opening is running. */
    CompletionStage<Void> release();

    /**
     * The time that a release takes by request of the application; the deadlines begin after it.
     */
    default Duration drainTime() {
      return Duration.ZERO;
    }
  }

  /**
   * Creates a lifecycle in the state {@link LifecycleState#NEW}.
   *
   * @param owner the name of the object in messages, for example {@code server}
   * @param handlers the threads that run user code; the close waits for their end
   * @param resources the resources to open and close
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
   * Starts. The stage fails at once with an {@link IllegalStateException} unless the state is NEW.
   */
  <T> CompletionStage<T> start(Supplier<CompletionStage<T>> opening) {
    LifecycleState before = advance(LifecycleState.NEW, LifecycleState.STARTING);
    if (before != LifecycleState.NEW) {
      return CompletableFuture.failedStage(new IllegalStateException(startError(before)));
    }
    CompletionStage<T> opened;
    try {
      opened = opening.get();
    } catch (RuntimeException e) {
      opened = CompletableFuture.failedStage(e);
    }
    return opened.handle((result, failure) -> settle(result, failure)).thenCompose(stage -> stage);
  }

  private String startError(LifecycleState before) {
    return switch (before) {
      case CLOSING, CLOSED ->
          "the %s was closed and cannot be started again: build another one".formatted(owner);
      default -> "the %s was already started: it can be started once".formatted(owner);
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

  /** Closes. Every call returns the same result; the stage does not wait for handlers. */
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

  /** Returns a stage that completes at the end of a close. */
  CompletionStage<Void> closed() {
    return closed.minimalCompletionStage();
  }

  /** Changes one state to another if it is the current state. Returns the state before the call. */
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
      BlockingStart.close(closed, CLOSE_DEADLINE.plus(resources.drainTime()));
      handlers.close(CLOSE_DEADLINE);
    } finally {
      ended.complete(null);
    }
  }

  /**
   * Closes and waits for the end. Returns without waiting if the end may depend on the calling
   * thread.
   */
  void close() {
    CompletionStage<Void> unused = closeAsync();
    if (!isNeededByClose(Thread.currentThread())) {
      BlockingStart.close(ended, END_DEADLINE.plus(resources.drainTime()));
    }
  }

  /**
   * Returns whether a close may wait for a thread: an event loop, a handler, a timer or a broker.
   */
  private static boolean isNeededByClose(Thread thread) {
    return EventLoopThreads.include(thread) || thread.getName().startsWith("sidecast-");
  }
}
