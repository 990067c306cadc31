package io.sidecast.engine;

import io.sidecast.connection.DisconnectReason;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The end of all sessions of a closing server over a given time. Ten waves of a tenth of the
 * sessions follow each other, and each session of a wave ends at a random moment of its tenth of
 * the time. The clients that connect again reach the other servers at the same rate. Thread-safe.
 */
final class DrainWaves {

  private static final int WAVES = 10;

  private final List<Session> sessions;
  private final long waveNanos;

  private DrainWaves(List<Session> sessions, Duration time) {
    this.sessions = sessions;
    this.waveNanos = time.toNanos() / WAVES;
  }

  /** Closes the sessions with {@link DisconnectReason#SERVER_SHUTTING_DOWN} within a time. */
  static void close(List<Session> sessions, Duration time) {
    new DrainWaves(sessions, time).schedule();
  }

  private void schedule() {
    for (int index = 0; index < sessions.size(); index++) {
      Session session = sessions.get(index);
      long delay = delayOf(index);
      if (delay == 0) {
        close(session);
      } else {
        session.loop().schedule(delay, () -> close(session));
      }
    }
  }

  private long delayOf(int index) {
    long wave = (long) index * WAVES / sessions.size();
    long within = waveNanos == 0 ? 0 : ThreadLocalRandom.current().nextLong(waveNanos);
    return wave * waveNanos + within;
  }

  private static void close(Session session) {
    session.close(DisconnectReason.SERVER_SHUTTING_DOWN);
  }
}
