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
 * The unconfirmed requests of one connection. One round trip is in progress at a time; its response
 * confirms all requests that were sent before it began, and the next round trip covers the rest.
 * Thread-safe.
 */
final class NatsConfirms {

  /** More than a server's outbox holds by default, so that its heartbeats are never refused. */
  private static final int MOST = 262_144;

  private static final long MOST_BYTES = 256 << 20;

  /**
   * A request that needs a confirmation.
   *
   * @param verb the word for it in the server's errors, in lower case; empty for a ping
   * @param subject the subject
   * @param bytes the size of the message in bytes
   * @param done the future that completes with the confirmation
   */
  record Request(String verb, String subject, int bytes, CompletableFuture<Position> done) {

    static final String PUBLISH = "publish";
    static final String SUBSCRIPTION = "subscription";

    Request(String verb, String subject, int bytes) {
      this(verb, subject, bytes, new CompletableFuture<>());
    }

    /** Returns whether an error of the server is about this request: it has its subject or none. */
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
   * Creates an instance without requests.
   *
   * @param roundTrip the task that starts a round trip, which ends with a call of {@link
   *     #answered}; must not block
   */
  NatsConfirms(Runnable roundTrip) {
    this.roundTrip = roundTrip;
  }

  /**
   * Sends a request, in the order of the calls.
   *
   * @param request the request
   * @param command the task that sends it
   * @return a future that completes when the server has processed the request
   */
  synchronized CompletableFuture<Position> send(Request request, Runnable command) {
    if (end != null) {
      return CompletableFuture.failedFuture(end);
    }
    if (covered.size() + uncovered.size() >= MOST
        || (bytes > 0 && bytes + request.bytes > MOST_BYTES)) {
      return failed("too many publishes are unconfirmed by NATS: publish less at a time");
    }
    try {
      command.run();
    } catch (IllegalStateException closing) {
      return failed("the connection to NATS is closing: publish again after RESTORED");
    }
    bytes += request.bytes;
    uncovered.add(request);
    if (covered.isEmpty()) {
      cover();
    }
    return request.done;
  }

  /** Confirms the requests of the finished round trip, and starts the next one if needed. */
  void answered() {
    List<Request> confirmed;
    synchronized (this) {
      confirmed = covered;
      confirmed.forEach(request -> bytes -= request.bytes);
      cover();
    }
    confirmed.forEach(request -> request.done.complete(Position.NONE));
  }

  /** Returns the requests that an error refuses; the server sends it before its next response. */
  synchronized List<Request> refusedBy(String error) {
    return Stream.of(covered, uncovered)
        .flatMap(List::stream)
        .filter(request -> request.isRefusedBy(error))
        .toList();
  }

  /** Fails all current and later requests; returns false if this was called before. */
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
