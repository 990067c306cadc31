package io.sidecast.engine;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The attempt of one WebSocket to take over a session from polling (Engine.IO protocol, section
 * "Upgrade"). It reaches the session through tasks on the session's event loop, until the session
 * moves to the event loop of the WebSocket. Confined to the event loop of the WebSocket, except for
 * methods that are documented as thread-safe.
 */
final class Upgrade implements TransportListener {

  private static final String PROBE = "probe";
  private static final byte[] PROBE_BYTES = {'p', 'r', 'o', 'b', 'e'};

  private final Session session;
  private final Transport transport;
  private final EngineLoop loop;
  private final Queue<Consumer<TransportListener>> held = new ArrayDeque<>();

  /** Written only on the event loop of the WebSocket. */
  private volatile Phase phase = Phase.WAITING;

  private @Nullable Future<?> timer;

  private enum Phase {
    WAITING,
    PROBED,
    COMMITTED,
    FAILED
  }

  Upgrade(Session session, Transport transport, EngineLoop loop) {
    this.session = session;
    this.transport = transport;
    this.loop = loop;
  }

  Transport transport() {
    return transport;
  }

  EngineLoop loop() {
    return loop;
  }

  /** Returns whether the session moves as soon as its loop runs the task for it. Thread-safe. */
  boolean isCommitted() {
    return phase == Phase.COMMITTED;
  }

  void start(Duration timeout) {
    transport.attach(this);
    transport.setReading(true);
    timer = loop.schedule(timeout.toNanos(), this::expire);
  }

  @Override
  public void onPacket(PacketType type, byte[] data) {
    if (phase == Phase.COMMITTED) {
      held.add(listener -> listener.onPacket(type, data));
    } else if (type == PacketType.PING && Arrays.equals(data, PROBE_BYTES)) {
      answerProbe();
    } else if (type == PacketType.UPGRADE && phase == Phase.PROBED) {
      commit();
    } else {
      refuse("an upgrade without a probe");
    }
  }

  @Override
  public void onBinary(byte[] data) {
    if (phase == Phase.COMMITTED) {
      held.add(listener -> listener.onBinary(data));
    } else {
      refuse("an upgrade without a probe");
    }
  }

  @Override
  public void onMalformed(String detail) {
    if (phase == Phase.COMMITTED) {
      held.add(listener -> listener.onMalformed(detail));
    } else {
      refuse("an upgrade without a probe");
    }
  }

  @Override
  public void onClientActivity() {
    // No heartbeat checks this transport before the session has moved.
  }

  @Override
  public void onWritable() {
    // The session writes to this transport after it has moved.
  }

  @Override
  public void onClosed(String detail) {
    if (phase == Phase.COMMITTED) {
      held.add(listener -> listener.onClosed(detail));
    } else {
      fail();
    }
  }

  @Override
  public void onFailed(String detail) {
    if (phase == Phase.COMMITTED) {
      held.add(listener -> listener.onFailed(detail));
    } else {
      fail();
    }
  }

  /**
   * Completes the upgrade on this loop: the session processes the held events, then all following
   * ones.
   */
  void completed() {
    SessionInput input = session.input();
    transport.attach(input);
    for (var event = held.poll(); event != null; event = held.poll()) {
      event.accept(input);
    }
    session.onMoved();
  }

  /** Ends the attempt because the session has ended. Thread-safe. */
  void abandon() {
    loop.execute(this::fail);
  }

  private void answerProbe() {
    phase = Phase.PROBED;
    transport.offer(PacketType.PONG, PROBE);
    transport.flush();
    session.execute(() -> session.upgrade().onProbe(this));
  }

  /**
   * Commits the upgrade. Reading pauses, so that the events that arrive while the session moves
   * stay few and in order.
   */
  private void commit() {
    phase = Phase.COMMITTED;
    stopTimer();
    transport.setReading(false);
    session.execute(() -> session.moveTo(this));
  }

  private void expire() {
    if (phase != Phase.COMMITTED && phase != Phase.FAILED) {
      refuse("an upgrade that exceeds the upgrade timeout");
    }
  }

  private void refuse(String why) {
    session.refused(why);
    fail();
  }

  private void fail() {
    if (phase == Phase.FAILED) {
      return;
    }
    phase = Phase.FAILED;
    stopTimer();
    dropHeld();
    transport.end(TransportCloseMode.SERVER_CLOSED);
    session.onUpgradeFailed(this);
  }

  /**
   * Passes the held events to a session that has ended, which counts the messages and drops them.
   */
  private void dropHeld() {
    if (!held.isEmpty()) {
      var late = List.copyOf(held);
      held.clear();
      session.execute(() -> late.forEach(event -> event.accept(session.input())));
    }
  }

  private void stopTimer() {
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
  }
}
