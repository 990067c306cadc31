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
 * The attempt of one WebSocket to take over a session from polling (protocol: "Upgrade"). The event
 * loop of the WebSocket only; the session is reached by tasks on its own loop, until it moves here.
 */
final class Upgrade implements TransportListener {

  private static final String PROBE = "probe";
  private static final byte[] PROBE_BYTES = {'p', 'r', 'o', 'b', 'e'};

  private final Session session;
  private final Transport transport;
  private final EngineLoop loop;
  private final Queue<Consumer<TransportListener>> held = new ArrayDeque<>();

  /** Written on the event loop of the WebSocket only. */
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

  /** Any thread. Whether the session moves as soon as its loop comes to it. */
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
      held.add(sink -> sink.onPacket(type, data));
    } else if (type == PacketType.PING && Arrays.equals(data, PROBE_BYTES)) {
      answerProbe();
    } else if (type == PacketType.UPGRADE && phase == Phase.PROBED) {
      commit();
    } else {
      refuse("an upgrade that does not begin with a probe");
    }
  }

  @Override
  public void onBinary(byte[] data) {
    if (phase == Phase.COMMITTED) {
      held.add(sink -> sink.onBinary(data));
    } else {
      refuse("an upgrade that does not begin with a probe");
    }
  }

  @Override
  public void onMalformed(String detail) {
    if (phase == Phase.COMMITTED) {
      held.add(sink -> sink.onMalformed(detail));
    } else {
      refuse("an upgrade that does not begin with a probe");
    }
  }

  @Override
  public void onSignOfLife() {
    // Nobody looks before the session has moved.
  }

  @Override
  public void onWritable() {
    // The session drains into the transport when it has moved.
  }

  @Override
  public void onClosed(String detail) {
    if (phase == Phase.COMMITTED) {
      held.add(sink -> sink.onClosed(detail));
    } else {
      fail();
    }
  }

  @Override
  public void onFailed(String detail) {
    if (phase == Phase.COMMITTED) {
      held.add(sink -> sink.onFailed(detail));
    } else {
      fail();
    }
  }

  /** The session has moved to this loop: it hears what arrived meanwhile, then everything else. */
  void completed() {
    SessionInput input = session.input();
    transport.attach(input);
    for (var event = held.poll(); event != null; event = held.poll()) {
      event.accept(input);
    }
    session.onMoved();
  }

  /** The session has ended. Any thread. */
  void abandon() {
    loop.execute(this::fail);
  }

  private void answerProbe() {
    phase = Phase.PROBED;
    transport.offer(PacketType.PONG, PROBE);
    transport.flush();
    session.execute(() -> session.upgrade().onProbe(this));
  }

  /** Reading stops, so that what arrives while the session moves stays small and in order. */
  private void commit() {
    phase = Phase.COMMITTED;
    stopTimer();
    transport.setReading(false);
    session.execute(() -> session.moveTo(this));
  }

  private void expire() {
    if (phase != Phase.COMMITTED && phase != Phase.FAILED) {
      refuse("an upgrade that takes too long");
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

  /** The server has ended the session: the session counts the messages and drops them. */
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
