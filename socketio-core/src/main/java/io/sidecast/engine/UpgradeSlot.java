package io.sidecast.engine;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Holds the one attempt to upgrade a session, and ends the polls that stand in its way. The event
 * loop that owns the session only, except {@link #tryTake} and {@link #free}.
 */
final class UpgradeSlot {

  /** The client may poll again and again until it hears that its probe was answered. */
  private static final Duration NOOP_PACE = Duration.ofMillis(100);

  private final Session session;
  private final AtomicReference<@Nullable Upgrade> attempt = new AtomicReference<>();
  private boolean noopDue;

  UpgradeSlot(Session session) {
    this.session = session;
  }

  /** Any thread. False if another attempt is being made. */
  boolean tryTake(Upgrade candidate) {
    return attempt.compareAndSet(null, candidate);
  }

  /** Any thread. */
  void free(Upgrade candidate) {
    attempt.compareAndSet(candidate, null);
  }

  boolean holds(Upgrade candidate) {
    return attempt.get() == candidate;
  }

  /** The session has closed. */
  void abandon() {
    Upgrade current = attempt.get();
    if (current != null) {
      current.abandon();
    }
  }

  /** The probe was answered: a pending poll ends now. */
  void onProbe(Upgrade candidate) {
    if (holds(candidate)) {
      endPoll();
    }
  }

  /** A poll is pending and there is nothing to send: it ends soon. */
  void onIdlePoll() {
    if (attempt.get() != null && !noopDue) {
      noopDue = true;
      session.schedule(NOOP_PACE, this::endPoll);
    }
  }

  private void endPoll() {
    noopDue = false;
    Transport transport = session.currentTransport();
    if (attempt.get() != null && session.isOpen() && transport.offer(PacketType.NOOP, "")) {
      transport.flush();
    }
  }
}
