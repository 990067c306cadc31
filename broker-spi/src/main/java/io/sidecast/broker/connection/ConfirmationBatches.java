package io.sidecast.broker.connection;

import static io.sidecast.broker.connection.LoopExecutor.started;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The requests of one connection that a message broker confirms in batches. One round trip is in
 * progress at a time. Its response confirms the requests that were added before it began; those
 * that are added in the meantime belong to the next one. A failed round trip ends the connection.
 * Thread-safe.
 *
 * @param <R> the type of a request
 * @since 0.1.0
 */
public final class ConfirmationBatches<R> {

  private record Entry<R>(R request, CompletableFuture<Void> done) {}

  private final ConnectionListener listener;
  private final Function<List<R>, CompletionStage<?>> roundTrip;
  private List<Entry<R>> current = new ArrayList<>();
  private List<Entry<R>> next = new ArrayList<>();

  /**
   * Creates an instance without requests.
   *
   * @param listener the listener of the connection, which receives the failure of a round trip
   * @param roundTrip a function that starts a round trip for some requests, in the order of their
   *     addition; called on the thread of an addition or of the previous response
   */
  public ConfirmationBatches(
      ConnectionListener listener, Function<List<R>, CompletionStage<?>> roundTrip) {
    this.listener = listener;
    this.roundTrip = roundTrip;
  }

  /**
   * Adds a request.
   *
   * @param request the request
   * @return a stage that completes on the thread of the response which confirms the request
   */
  public CompletableFuture<Void> add(R request) {
    var done = new CompletableFuture<Void>();
    synchronized (this) {
      next.add(new Entry<>(request, done));
      if (!current.isEmpty()) {
        return done;
      }
      advance();
    }
    start();
    return done;
  }

  /**
   * Fails unconfirmed requests.
   *
   * @param refused the condition of the requests to fail
   * @param reason the reason
   * @return the failed requests
   */
  public List<R> fail(Predicate<R> refused, Throwable reason) {
    List<Entry<R>> failed;
    synchronized (this) {
      failed =
          Stream.of(current, next)
              .flatMap(List::stream)
              .filter(entry -> refused.test(entry.request))
              .toList();
    }
    failed.forEach(entry -> entry.done.completeExceptionally(reason));
    return failed.stream().map(Entry::request).toList();
  }

  private synchronized boolean advance() {
    current = next;
    next = new ArrayList<>();
    return !current.isEmpty();
  }

  private void start() {
    List<Entry<R>> batch = current;
    started(
            () ->
                roundTrip.apply(batch.stream().map(Entry::request).toList()).thenAccept(any -> {}))
        .whenComplete(
            (done, failure) -> {
              if (failure != null) {
                listener.ended(failure);
                return;
              }
              if (advance()) {
                start();
              }
              batch.forEach(entry -> entry.done.complete(null));
            });
  }
}
