package io.sidecast.conformance.chaos;

import io.sidecast.conformance.chaos.ChaosGuest.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * A message that was sent. Thread-safe.
 *
 * @param stream the name of its stream
 * @param number its number in the stream
 * @param from the sender
 * @param path its kind
 * @param to the receivers
 * @param at the time, as of {@link System#nanoTime}
 * @param accepted completes with whether the server has accepted the message
 */
record Emission(
    String stream,
    int number,
    ChaosGuest from,
    Path path,
    List<ChaosGuest> to,
    long at,
    CompletableFuture<Boolean> accepted) {

  /** A message that a receiver did not receive. */
  record Missing(Emission emission, ChaosGuest to) {}

  /** Returns the text of the message, which no other message has. */
  String text() {
    return stream + '#' + number;
  }

  /** Returns whether the server has accepted the message. */
  boolean isAccepted() {
    return accepted.getNow(false);
  }
}
