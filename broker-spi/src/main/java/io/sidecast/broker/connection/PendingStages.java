package io.sidecast.broker.connection;

import static io.sidecast.broker.connection.LoopExecutor.started;
import static java.util.concurrent.TimeUnit.NANOSECONDS;

import io.sidecast.broker.BrokerException;
import io.sidecast.broker.BrokerException.Kind;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The unsettled stages of one connection, in the order of the calls, which is the order of their
 * deadlines. One timer at a time waits for the deadline of the oldest. Thread-safe.
 */
final class PendingStages {

  /** More than a server's outbox holds by default, so that its heartbeats are never refused. */
  private static final int MOST = 262_144;

  private static final long MOST_BYTES = 256 << 20;

  private final BrokerConnectionFactory factory;
  private final long timeoutNanos;
  private final Supplier<BrokerException> overdue;
  private final Set<Pending<?>> stages = new LinkedHashSet<>();
  private long bytes;
  private boolean timing;
  private @Nullable BrokerException end;

  /** A stage, with the size of its envelope in bytes. */
  private static final class Pending<T> extends CompletableFuture<T> {

    private final int size;
    private final long deadline;

    private Pending(int size, long deadline) {
      this.size = size;
      this.deadline = deadline;
    }
  }

  /**
   * Creates an instance without stages.
   *
   * @param overdue the supplier of the failure of a stage whose deadline has passed, called on the
   *     loop
   */
  PendingStages(BrokerConnectionFactory factory, Supplier<BrokerException> overdue) {
    this.factory = factory;
    this.timeoutNanos = factory.settings().answerTimeout().toNanos();
    this.overdue = overdue;
  }

  /**
   * Calls a method of the connection, unless too many stages are unsettled.
   *
   * @param size the size of the envelope in bytes, 0 without one
   * @return a stage that settles as that of the call does, or fails at the end of the connection
   */
  <T> CompletionStage<T> add(int size, Supplier<CompletionStage<T>> call) {
    var stage = new Pending<T>(size, System.nanoTime() + timeoutNanos);
    BrokerException refused = refusal(stage);
    if (refused != null) {
      return CompletableFuture.failedFuture(refused);
    }
    started(call)
        .whenComplete(
            (result, failure) -> {
              remove(stage);
              if (failure == null) {
                stage.complete(result);
              } else {
                stage.completeExceptionally(factory.exceptionOf(failure));
              }
            });
    return stage;
  }

  /** Fails all current and later stages. */
  void end(BrokerException reason) {
    List<Pending<?>> unsettled;
    synchronized (this) {
      end = reason;
      unsettled = List.copyOf(stages);
      stages.clear();
    }
    unsettled.forEach(stage -> stage.completeExceptionally(reason));
  }

  /** Adds a stage; returns the reason if that is not possible. */
  private synchronized @Nullable BrokerException refusal(Pending<?> stage) {
    if (end != null) {
      return end;
    }
    if (stages.size() >= MOST || (bytes > 0 && bytes + stage.size > MOST_BYTES)) {
      String message = "%,d publishes with %,d bytes are unconfirmed: publish less at a time";
      return new BrokerException(Kind.UNAVAILABLE, message.formatted(stages.size(), bytes));
    }
    try {
      time(stage);
    } catch (RejectedExecutionException closed) {
      return BrokerException.closed();
    }
    bytes += stage.size;
    stages.add(stage);
    return null;
  }

  private synchronized void remove(Pending<?> stage) {
    if (stages.remove(stage)) {
      bytes -= stage.size;
    }
  }

  /** Starts the timer for the oldest stage, unless it is running. */
  private synchronized void time(Pending<?> oldest) {
    if (!timing) {
      long left = oldest.deadline - System.nanoTime();
      factory.loop().schedule(this::expire, left, NANOSECONDS);
      timing = true;
    }
  }

  private void expire() {
    var late = new ArrayList<Pending<?>>();
    synchronized (this) {
      timing = false;
      for (Pending<?> stage : stages) {
        if (stage.deadline - System.nanoTime() > 0) {
          time(stage);
          break;
        }
        late.add(stage);
      }
      late.forEach(this::remove);
    }
    late.forEach(stage -> stage.completeExceptionally(overdue.get()));
  }
}
