package io.sidecast.engine;

import io.sidecast.connection.DisconnectReason;
import io.sidecast.http.HandshakeError;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/** Counts the sessions and the refused requests of one server since its start. Thread-safe. */
final class SessionCounters {

  final LongAdder opened = new LongAdder();
  final LongAdder dropped = new LongAdder();
  final LongAdder slow = new LongAdder();

  /** Not changed after the construction. */
  private final Map<DisconnectReason, LongAdder> closed = new EnumMap<>(DisconnectReason.class);

  /** Not changed after the construction. */
  private final Map<HandshakeError, LongAdder> refused = new EnumMap<>(HandshakeError.class);

  SessionCounters() {
    for (DisconnectReason reason : DisconnectReason.values()) {
      closed.put(reason, new LongAdder());
    }
    for (HandshakeError error : HandshakeError.values()) {
      refused.put(error, new LongAdder());
    }
  }

  void closed(DisconnectReason reason) {
    Objects.requireNonNull(closed.get(reason)).increment();
  }

  void refused(HandshakeError error) {
    Objects.requireNonNull(refused.get(error)).increment();
  }

  Map<DisconnectReason, Long> closedSessions() {
    return sums(closed, DisconnectReason.class);
  }

  Map<HandshakeError, Long> refusedRequests() {
    return sums(refused, HandshakeError.class);
  }

  private static <E extends Enum<E>> Map<E, Long> sums(Map<E, LongAdder> adders, Class<E> type) {
    var sums = new EnumMap<E, Long>(type);
    adders.forEach((key, adder) -> sums.put(key, adder.sum()));
    return Collections.unmodifiableMap(sums);
  }
}
