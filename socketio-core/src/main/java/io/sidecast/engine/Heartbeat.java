package io.sidecast.engine;

import io.sidecast.connection.DisconnectReason;
import java.time.Duration;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Detects lost clients (Engine.IO protocol, section "Heartbeat"), with one timer at a time.
 *
 * <p>In revision 4 the server sends pings and the client responds with pongs. In revision 3 the
 * client sends pings, and is considered lost if none arrives within the ping interval plus the ping
 * timeout.
 *
 * <p>While reading from the client is paused, because its handlers are busy, its pong may wait
 * unread. At each expiry of the timeout the transport then reads one piece, or ends a pending poll;
 * a client from which no piece and no poll arrives within another timeout is lost. Confined to the
 * event loop that owns the session.
 */
final class Heartbeat implements Runnable {

  private final Session session;
  private final Duration interval;
  private final Duration timeout;
  private final PacketType packetType;
  private @Nullable Future<?> timer;

  /** The time at which the timer is due, by {@link System#nanoTime}; it may run later. */
  private long dueNanos;

  /** The time at which the last ping was sent, by {@link System#nanoTime}. */
  private long pingNanos;

  private boolean due;
  private boolean awaiting;

  /** Whether the time from the ping to its pong is that of the way to the client and back. */
  private boolean measuring;

  /** Whether the transport checks for a sign of life while reading is paused. */
  private boolean checkingActivity;

  Heartbeat(Session session, EngineSettings settings) {
    boolean clientPings = session.protocol() == 3;
    this.session = session;
    this.interval = settings.pingInterval();
    this.timeout = clientPings ? interval.plus(settings.pingTimeout()) : settings.pingTimeout();
    this.packetType = clientPings ? PacketType.PONG : PacketType.PING;
  }

  void start() {
    if (packetType == PacketType.PONG) {
      awaiting = true;
      runIn(timeout);
    } else {
      runIn(interval);
    }
  }

  /** Called by the timer, on the event loop on which it was scheduled. */
  @Override
  public void run() {
    session.execute(this::onTimer);
  }

  /** Called for each request: the timeout may be over although the timer has not run yet. */
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

  /** Offers a ping before waiting messages, so that a slow reader is not considered lost. */
  void writeTo(Transport transport) {
    if (due && transport.offer(packetType, "")) {
      due = false;
      measuring = awaiting && packetType == PacketType.PING;
      pingNanos = System.nanoTime();
    }
  }

  void onPong() {
    if (awaiting) {
      measurePong();
      awaiting = false;
      stop();
      start();
    }
  }

  private void measurePong() {
    if (measuring && session.isReading()) {
      session.loop().counters().pongReceived(System.nanoTime() - pingNanos);
    }
    measuring = false;
  }

  /** Called when a piece has arrived while reading is paused: the client is alive. */
  void onClientActivity() {
    checkingActivity = false;
  }

  /** Called for the ping of a client of revision 3; sends the pong. */
  void onPing() {
    stop();
    start();
    due = true;
    session.drain();
  }

  /** Restarts the timeout, because a pong may have waited while reading was paused. */
  void onReadingResumed() {
    checkingActivity = false;
    measuring = false;
    if (awaiting) {
      stop();
      runIn(timeout);
    }
  }

  /** Does what is due. A timer that was restarted before this call does nothing. */
  private void onTimer() {
    if (dueNanos - System.nanoTime() > 0) {
      return;
    }
    if (awaiting) {
      expire();
    } else {
      sendPing();
    }
  }

  /** Sends a ping. The delay of a late ping is deducted from the timeout, up to a quarter of it. */
  private void sendPing() {
    if (!session.isOpen()) {
      return;
    }
    awaiting = true;
    checkingActivity = false;
    due = true;
    measuring = false;
    Duration late = Duration.ofNanos(System.nanoTime() - dueNanos);
    Duration most = timeout.dividedBy(4);
    runIn(timeout.minus(late.compareTo(most) < 0 ? late : most));
    session.drain();
  }

  private void expire() {
    if (!session.isOpen()) {
      return;
    }
    if (session.isReading() || checkingActivity) {
      session.lost(DisconnectReason.PING_TIMEOUT, "nothing arrived within " + timeout);
    } else {
      checkingActivity = true;
      runIn(timeout);
      session.currentTransport().checkClientActivity();
    }
  }

  private void runIn(Duration delay) {
    dueNanos = System.nanoTime() + delay.toNanos();
    timer = session.loop().schedule(delay.toNanos(), this);
  }
}
