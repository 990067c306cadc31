package io.sidecast.engine;

import io.sidecast.limit.Limit;
import io.sidecast.limit.Limits;
import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The bytes that wait for all slow clients of a server. Above {@link Limit#SLOW_CLIENT_BYTES} the
 * client for which most bytes wait is disconnected, one after another until the rest fits. Packets
 * count from the moment when their transport does not accept them. Thread-safe.
 */
final class SlowClients {

  private final Limits limits;
  private final Collection<Session> sessions;
  private final AtomicLong bytes = new AtomicLong();

  /** True until the client that was selected is disconnected, so that no other is selected. */
  private final AtomicBoolean cutting = new AtomicBoolean();

  /**
   * Creates the count of a server.
   *
   * @param limits the limits of the server
   * @param sessions a live view of its sessions
   */
  SlowClients(Limits limits, Collection<Session> sessions) {
    this.limits = limits;
    this.sessions = sessions;
  }

  /** Adds the bytes that wait for a client since the last call, or removes them if negative. */
  void change(long difference) {
    if (difference != 0 && isExceededBy(bytes.addAndGet(difference)) && difference > 0) {
      cutSlowest();
    }
  }

  private boolean isExceededBy(long sum) {
    return sum > limits.of(Limit.SLOW_CLIENT_BYTES);
  }

  private void cutSlowest() {
    if (!cutting.compareAndSet(false, true)) {
      return;
    }
    Optional<Session> slowest =
        sessions.stream()
            .filter(session -> !session.isEnding())
            .max(Comparator.comparingLong(Session::waitingBytes));
    if (slowest.isPresent() && slowest.get().cutAsSlow(this::onCut)) {
      limits.count(Limit.SLOW_CLIENT_BYTES);
    } else {
      cutting.set(false);
    }
  }

  private void onCut() {
    cutting.set(false);
    if (isExceededBy(bytes.get())) {
      cutSlowest();
    }
  }
}
