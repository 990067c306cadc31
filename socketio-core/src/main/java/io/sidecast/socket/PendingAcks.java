package io.sidecast.socket;

import io.sidecast.adapter.LocalSocket.AckListener;
import io.sidecast.limit.Limit;
import io.sidecast.limit.Limits;
import io.sidecast.packet.Payload;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The acknowledgements that the client of one socket owes. Thread-safe. */
final class PendingAcks {

  private final ReceiveWindow window;
  private final Limits limits;
  private final AckStatistics statistics;
  private @Nullable Map<Long, AckListener> listeners;
  private boolean closed;

  private enum Outcome {
    ADDED,
    CLOSED,
    FULL
  }

  PendingAcks(ReceiveWindow window, Limits limits, AckStatistics statistics) {
    this.window = window;
    this.limits = limits;
    this.statistics = statistics;
  }

  /**
   * Adds a listener for an acknowledgement. It calls {@link AckListener#left} instead after the end
   * of the socket, and {@link AckListener#refused} if there are too many listeners.
   *
   * @return whether the event must be sent
   */
  boolean add(long ackId, AckListener listener) {
    Outcome outcome = put(ackId, listener);
    switch (outcome) {
      case ADDED -> window.owed();
      case CLOSED -> {
        statistics.ended(AckOutcome.LEFT, 1);
        listener.left();
      }
      case FULL -> {
        statistics.ended(AckOutcome.REFUSED, 1);
        listener.refused();
      }
    }
    return outcome == Outcome.ADDED;
  }

  private synchronized Outcome put(long ackId, AckListener listener) {
    if (closed) {
      return Outcome.CLOSED;
    }
    if (listeners == null) {
      listeners = new HashMap<>(2);
    }
    if (limits.isExceeded(Limit.PENDING_ACKS, listeners.size() + 1L)) {
      return Outcome.FULL;
    }
    listeners.put(ackId, listener);
    return Outcome.ADDED;
  }

  /** Removes the listener of an acknowledgement that did not arrive in time. */
  void expired(long ackId) {
    if (remove(ackId) != null) {
      statistics.ended(AckOutcome.TIMEOUT, 1);
    }
  }

  private @Nullable AckListener remove(long ackId) {
    AckListener listener = take(ackId);
    if (listener != null) {
      window.settled(1);
    }
    return listener;
  }

  private synchronized @Nullable AckListener take(long ackId) {
    return listeners == null ? null : listeners.remove(ackId);
  }

  /**
   * Passes an acknowledgement to its listener. Late, repeated and unknown acknowledgements are
   * ignored.
   */
  void acknowledged(long ackId, Payload answer) {
    AckListener listener = remove(ackId);
    if (listener != null) {
      statistics.answered(listener.elapsedNanos());
      listener.acknowledged(answer);
    }
  }

  synchronized int size() {
    return listeners == null ? 0 : listeners.size();
  }

  /**
   * Calls {@link AckListener#left} of all remaining listeners. Acknowledgements that arrived before
   * are already passed on.
   */
  void close() {
    List<AckListener> rest = drain();
    window.settled(rest.size());
    statistics.ended(AckOutcome.LEFT, rest.size());
    rest.forEach(AckListener::left);
  }

  private synchronized List<AckListener> drain() {
    closed = true;
    List<AckListener> rest = listeners == null ? List.of() : new ArrayList<>(listeners.values());
    listeners = null;
    return rest;
  }
}
