package io.sidecast.broker.nats;

import io.sidecast.broker.BrokerException;
import io.sidecast.broker.BrokerException.Kind;
import io.sidecast.broker.Position;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Any thread. What was sent on one connection and is not confirmed yet. One round trip is under way
 * at a time; its answer confirms all that was sent before it began, and the next one covers the
 * rest.
 */
final class NatsConfirms {

  /** More than a server's outbox holds by default, so that its heartbeats are never refused. */
  private static final int MOST = 262_144;

  private static final long MOST_BYTES = 256 << 20;

  /**
   * Something sent.
   *
   * @param verb how the server's errors call it, in lower case; empty for a mere sign of life
   * @param subject on which
   * @param bytes how large the message is
   * @param done completes with the answer
   */
  record Request(String verb, String subject, int bytes, CompletableFuture<Position> done) {

    static final String PUBLISH = "publish";
    static final String SUBSCRIPTION = "subscription";

    Request(String verb, String subject, int bytes) {
      this(verb, subject, bytes, new CompletableFuture<>());
    }

    /** Whether an error of the server is its answer to this: it names the subject, or none. */
    private boolean isRefusedBy(String error) {
      return !verb.isEmpty()
          && error.toLowerCase(Locale.ROOT).contains(verb)
          && (error.contains('"' + subject + '"') || !error.contains("\""));
    }
  }

  private final Runnable roundTrip;
  private List<Request> covered = new ArrayList<>();
  private List<Request> uncovered = new ArrayList<>();
  private long bytes;
  private @Nullable BrokerException end;

  /**
   * Nothing was sent yet.
   *
   * @param roundTrip starts a round trip, whose answer is told to {@link #answered}; must not wait
   */
  NatsConfirms(Runnable roundTrip) {
    this.roundTrip = roundTrip;
  }

  /**
   * Sends something, in the order of the calls.
   *
   * @param command sends it
   * @return completes when the server has handled it
   */
  synchronized CompletableFuture<Position> send(Request request, Runnable command) {
    if (end != null) {
      return CompletableFuture.failedFuture(end);
    }
    if (covered.size() + uncovered.size() >= MOST
        || (bytes > 0 && bytes + request.bytes > MOST_BYTES)) {
      return failed("too many publishes wait for an answer of NATS: publish less at a time");
    }
    try {
      command.run();
    } catch (IllegalStateException closing) {
      return failed("the connection to NATS is breaking: publish again after RESTORED");
    }
    bytes += request.bytes;
    uncovered.add(request);
    if (covered.isEmpty()) {
      cover();
    }
    return request.done;
  }

  /** The round trip has come back: confirms what it covered, and begins the next one. */
  void answered() {
    List<Request> confirmed;
    synchronized (this) {
      confirmed = covered;
      confirmed.forEach(request -> bytes -= request.bytes);
      cover();
    }
    confirmed.forEach(request -> request.done.complete(Position.NONE));
  }

  /** The requests of which the server complains, which it does before it answers. */
  synchronized List<Request> refusedBy(String error) {
    return Stream.of(covered, uncovered)
        .flatMap(List::stream)
        .filter(request -> request.isRefusedBy(error))
        .toList();
  }

  /** Fails all that waits, and all that comes; false if that was done before. */
  boolean end(BrokerException reason) {
    var open = new ArrayList<Request>();
    synchronized (this) {
      if (end != null) {
        return false;
      }
      end = reason;
      open.addAll(covered);
      open.addAll(uncovered);
      covered = new ArrayList<>();
      uncovered = new ArrayList<>();
    }
    open.forEach(request -> request.done.completeExceptionally(reason));
    return true;
  }

  private synchronized void cover() {
    covered = uncovered;
    uncovered = new ArrayList<>();
    if (!covered.isEmpty()) {
      roundTrip.run();
    }
  }

  private static CompletableFuture<Position> failed(String message) {
    return CompletableFuture.failedFuture(new BrokerException(Kind.UNAVAILABLE, message));
  }
}
