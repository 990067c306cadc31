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

  /** A task that is scheduled on its own loop runs after the loop has read once more. */
  private static final Duration ONE_READ = Duration.ofMillis(1);

  private final Session session;
  private final AtomicReference<@Nullable Upgrade> attempt = new AtomicReference<>();
  private boolean noopDue;

  UpgradeSlot(Session session) {
    this.session = session;
  }

  /** Any thread. False if no attempt may be made now; the candidate is then not used. */
  boolean begin(Upgrade candidate, EngineSettings settings) {
    boolean sameKind = candidate.transport().name().equals(session.currentTransport().name());
    boolean allowed = settings.allowUpgrades() && !session.isEnding() && !sameKind;
    if (!allowed || !attempt.compareAndSet(null, candidate)) {
      return false;
    }
    candidate.start(settings.upgradeTimeout());
    if (session.isEnding()) {
      candidate.abandon(); // the session may have ended before it held the attempt
    }
    return true;
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
      EngineLoop loop = current.loop();
      loop.execute(() -> loop.schedule(ONE_READ.toNanos(), task));
    }
  }

  /** Any thread. Whether no attempt is being made. */
  boolean isFree() {
    return attempt.get() == null;
  }

  /** Any thread. Whether the session is about to move. */
  boolean isCommitted() {
    Upgrade current = attempt.get();
    return current != null && current.isCommitted();
  }

  boolean holds(Upgrade candidate) {
    return attempt.get() == candidate;
  }

  /** The session has ended. */
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
    if (!isFree() && !noopDue) {
      noopDue = true;
      session.schedule(NOOP_PACE, this::endPoll);
    }
  }

  private void endPoll() {
    noopDue = false;
    Transport transport = session.currentTransport();
    if (!isFree() && transport.offer(PacketType.NOOP, "")) {
      transport.flush();
    }
  }
}
