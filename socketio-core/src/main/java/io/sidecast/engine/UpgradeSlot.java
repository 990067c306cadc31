package io.sidecast.engine;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import org.jspecify.annotations.Nullable;

/**
 * Holds the only upgrade attempt of a session, and ends the polls that delay it. Confined to the
 * event loop that owns the session, except for methods that are documented as thread-safe.
 */
final class UpgradeSlot {

  /**
   * The delay before an idle poll ends during an upgrade. The client may poll repeatedly until it
   * receives the response to its probe.
   */
  private static final Duration NOOP_PACE = Duration.ofMillis(100);

  /** The delay of a task that must run after the loop has read once more. */
  private static final Duration ONE_READ = Duration.ofMillis(1);

  private static final AtomicReferenceFieldUpdater<UpgradeSlot, @Nullable Upgrade> ATTEMPT =
      AtomicReferenceFieldUpdater.newUpdater(UpgradeSlot.class, Upgrade.class, "attempt");

  private final Session session;
  private volatile @Nullable Upgrade attempt;
  private boolean noopDue;

  UpgradeSlot(Session session) {
    this.session = session;
  }

  /**
   * Starts an attempt. Returns false if no attempt may start now; the candidate is not used then.
   * Thread-safe.
   */
  boolean begin(Upgrade candidate, EngineSettings settings) {
    boolean sameKind = candidate.transport().name().equals(session.currentTransport().name());
    boolean allowed = settings.allowUpgrades() && !session.isEnding() && !sameKind;
    if (!allowed || !ATTEMPT.compareAndSet(this, null, candidate)) {
      return false;
    }
    candidate.start(settings.upgradeTimeout());
    if (session.isEnding()) {
      candidate.abandon(); // the session may have ended before the slot held the attempt
    }
    return true;
  }

  /** Removes an attempt that has ended. Thread-safe. */
  void free(Upgrade candidate) {
    ATTEMPT.compareAndSet(this, candidate, null);
  }

  /** Runs a task after the packets that have reached the WebSocket are processed. Thread-safe. */
  void afterPackets(Runnable task) {
    Upgrade current = attempt;
    if (current == null) {
      task.run();
    } else {
      EngineLoop loop = current.loop();
      loop.execute(() -> loop.schedule(ONE_READ.toNanos(), task));
    }
  }

  /** Returns whether no attempt is running. Thread-safe. */
  boolean isFree() {
    return attempt == null;
  }

  /** Returns whether the session is about to move. Thread-safe. */
  boolean isCommitted() {
    Upgrade current = attempt;
    return current != null && current.isCommitted();
  }

  boolean holds(Upgrade candidate) {
    return attempt == candidate;
  }

  /** Ends the attempt because the session has ended. */
  void abandon() {
    Upgrade current = attempt;
    if (current != null) {
      current.abandon();
    }
  }

  /** Ends a pending poll, because the probe was answered. */
  void onProbe(Upgrade candidate) {
    if (holds(candidate)) {
      endPoll();
    }
  }

  /** Ends a pending poll soon, because no packet waits to be sent. */
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
