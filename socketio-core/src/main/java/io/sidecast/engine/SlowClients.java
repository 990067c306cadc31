package io.sidecast.engine;

import io.sidecast.limit.Limit;
import io.sidecast.limit.Limits;
import io.sidecast.packet.EncodedPacket;
import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The bytes that wait for all slow clients of a server. Above {@link Limit#SLOW_CLIENT_BYTES} the
 * client for which most bytes wait is disconnected, one after another until the rest fits. Packets
 * count from the moment when their transport does not accept them, and those of a broadcast once
 * for all receivers. Thread-safe.
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

  /** Adds a packet that waits for one more client. */
  void add(EncodedPacket packet) {
    bytes.addAndGet(WriteBuffer.PACKET_OVERHEAD + (packet.beginWait() ? packet.size() : 0L));
  }

  /** Removes a packet that waits for one client less. */
  void remove(EncodedPacket packet) {
    bytes.addAndGet(-WriteBuffer.PACKET_OVERHEAD - (packet.endWait() ? packet.size() : 0L));
  }

  /** Disconnects the slowest clients if more bytes wait than may. */
  void enforce() {
    if (isExceeded()) {
      cutSlowest();
    }
  }

  private boolean isExceeded() {
    return bytes.get() > limits.of(Limit.SLOW_CLIENT_BYTES);
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
    enforce();
  }
}
