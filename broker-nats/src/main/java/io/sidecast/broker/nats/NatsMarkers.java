package io.sidecast.broker.nats;

import io.nats.client.Connection;
import io.nats.client.Dispatcher;
import io.nats.client.NUID;
import java.util.concurrent.CompletableFuture;

/**
 * The empty messages of one connection to itself, on a subject of its own. A server processes the
 * commands of a connection in order, so the arrival of a marker proves that it has processed all
 * that was sent before. Unlike a PONG of jnats, a marker needs no thread that waits for it. One
 * marker is in progress at a time. Thread-safe, except {@link #begin}.
 */
final class NatsMarkers {

  private static final byte[] EMPTY = {};

  private final Connection connection;
  private final Dispatcher dispatcher;
  private final String subject;
  private final CompletableFuture<Void> first = new CompletableFuture<>();

  /** The arrival of the latest marker. */
  private volatile CompletableFuture<Void> latest = first;

  /** Creates an instance that subscribes with this dispatcher of the connection. */
  NatsMarkers(Connection connection, Dispatcher dispatcher, String prefix) {
    this.connection = connection;
    this.dispatcher = dispatcher;
    this.subject = prefix + ".confirmed." + NUID.nextGlobal();
  }

  /** Subscribes to the subject, and sends the first marker. */
  void begin() {
    dispatcher.subscribe(subject, marker -> latest.complete(null));
    connection.publish(subject, EMPTY);
  }

  /** Returns whether the first marker has arrived, so that the server permits markers. */
  boolean arePermitted() {
    return first.isDone();
  }

  /** Returns whether an error of the server is about the subject. */
  boolean areRefusedBy(String error) {
    return error.contains('"' + subject + '"');
  }

  /**
   * Sends a marker, when the one before has arrived.
   *
   * @return a future that completes on the thread of the dispatcher, or fails at once
   */
  CompletableFuture<Void> send() {
    var arrival = new CompletableFuture<Void>();
    latest = arrival;
    try {
      connection.publish(subject, EMPTY);
    } catch (IllegalStateException closed) {
      arrival.completeExceptionally(closed);
    }
    return arrival;
  }
}
