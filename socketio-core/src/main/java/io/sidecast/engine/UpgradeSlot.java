package io.sidecast.engine;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Holds the one attempt to upgrade a session, and ends the polls that stand in its way. The event
 * loop that owns the session only, except where a method says otherwise.
 */
final class UpgradeSlot {

  /** The client may poll again and again until it hears that its probe was answered. */
  private static final Duration NOOP_PACE = Duration.ofMillis(100);

  /** A task with a delay runs after the loop has read once more. */
  private static final Duration ONE_READ = Duration.ofMillis(1);

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

  /** Any thread. Runs a task when the packets that have reached the WebSocket were heard. */
  void afterPackets(Runnable task) {
    Upgrade current = attempt.get();
    if (current == null) {
      task.run();
    } else {
      current.loop().schedule(ONE_READ.toNanos(), task);
    }
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
