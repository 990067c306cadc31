package io.sidecast.engine;

import io.sidecast.socket.DisconnectReason;
import java.time.Duration;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Finds out whether the client is still there (protocol: "Heartbeat"). The event loop that owns the
 * session only; one timer at a time.
 */
final class Heartbeat {

  private final Session session;
  private final Duration interval;
  private final Duration timeout;
  private @Nullable Future<?> timer;
  private boolean due;
  private boolean awaiting;

  Heartbeat(Session session, EngineSettings settings) {
    this.session = session;
    this.interval = settings.pingInterval();
    this.timeout = settings.pingTimeout();
  }

  void start() {
    timer = session.schedule(interval, this::beat);
  }

  void stop() {
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
  }

  /** A ping overtakes messages that wait: a client that reads slowly is not yet a dead one. */
  void writeTo(Transport transport) {
    if (due && transport.offer(PacketType.PING, "")) {
      due = false;
    }
  }

  void onPong() {
    if (awaiting) {
      awaiting = false;
      stop();
      start();
    }
  }

  /** The client's answer may have waited as long as nobody read: it gets its time anew. */
  void onReadingResumed() {
    if (awaiting) {
      stop();
      timer = session.schedule(timeout, this::expire);
    }
  }

  private void beat() {
    if (!session.isOpen()) {
      return;
    }
    awaiting = true;
    due = true;
    timer = session.schedule(timeout, this::expire);
    session.drain();
  }

  private void expire() {
    if (!awaiting || !session.isOpen()) {
      return;
    }
    if (session.isReading()) {
      session.lost(DisconnectReason.PING_TIMEOUT, "no pong within " + timeout);
    } else {
      timer = session.schedule(timeout, this::expire);
    }
  }
}
