package io.sidecast.engine;

import io.sidecast.socket.DisconnectReason;
import java.time.Duration;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Finds out whether the client is still there (protocol: "Heartbeat"), with one timer at a time.
 * Confined to the event loop that owns the session.
 *
 * <p>In revision 4 the server pings and the client answers. In revision 3 the client pings, and is
 * taken for dead when it has not for an interval and a timeout.
 *
 * <p>While the client is not read, because its handlers are busy, its answer may wait unread. Each
 * time the timeout is over the transport then reads one piece; a client of which nothing arrives
 * for one more timeout is dead.
 */
final class Heartbeat {

  private final Session session;
  private final Duration interval;
  private final Duration timeout;
  private final PacketType beat;
  private @Nullable Future<?> timer;

  /** By the clock of {@link System#nanoTime}: when the timer is to run, however late it does. */
  private long dueNanos;

  private boolean due;
  private boolean awaiting;

  /** The transport looks for a sign of the client, which is not read. */
  private boolean looking;

  Heartbeat(Session session, EngineSettings settings) {
    boolean clientAsks = session.protocol() == 3;
    this.session = session;
    this.interval = settings.pingInterval();
    this.timeout = clientAsks ? interval.plus(settings.pingTimeout()) : settings.pingTimeout();
    this.beat = clientAsks ? PacketType.PONG : PacketType.PING;
  }

  void start() {
    if (beat == PacketType.PONG) {
      awaiting = true;
      runIn(timeout, this::expire);
    } else {
      runIn(interval, this::beat);
    }
  }

  /** A request has come: the client's time may be over although the timer has not run yet. */
  void check() {
    if (awaiting && dueNanos - System.nanoTime() <= 0) {
      stop();
      expire();
    }
  }

  void stop() {
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
  }

  /** A ping overtakes messages that wait: a client that reads slowly is not yet a dead one. */
  void writeTo(Transport transport) {
    if (due && transport.offer(beat, "")) {
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

  /** A piece has arrived from a client that is not read: it lives, whatever it is. */
  void onSignOfLife() {
    looking = false;
  }

  /** Revision 3: the client asks whether we are there. */
  void onPing() {
    stop();
    start();
    due = true;
    session.drain();
  }

  /** The client's answer may have waited as long as nobody read: it gets its time anew. */
  void onReadingResumed() {
    looking = false;
    if (awaiting) {
      stop();
      runIn(timeout, this::expire);
    }
  }

  /** A ping that is late takes of the client's time to answer, but at most a quarter. */
  private void beat() {
    if (!session.isOpen()) {
      return;
    }
    awaiting = true;
    looking = false;
    due = true;
    Duration late = Duration.ofNanos(System.nanoTime() - dueNanos);
    Duration most = timeout.dividedBy(4);
    runIn(timeout.minus(late.compareTo(most) < 0 ? late : most), this::expire);
    session.drain();
  }

  private void expire() {
    if (!awaiting || !session.isOpen()) {
      return;
    }
    if (session.isReading() || looking) {
      session.lost(DisconnectReason.PING_TIMEOUT, "nothing arrived within " + timeout);
    } else {
      looking = true;
      runIn(timeout, this::expire);
      session.currentTransport().look();
    }
  }

  private void runIn(Duration delay, Runnable task) {
    dueNanos = System.nanoTime() + delay.toNanos();
    timer = session.schedule(delay, task);
  }
}
