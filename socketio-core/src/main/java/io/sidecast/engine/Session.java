package io.sidecast.engine;

import io.sidecast.packet.EncodedPacket;
import io.sidecast.socket.Connection;
import io.sidecast.socket.ConnectionAcceptor;
import io.sidecast.socket.ConnectionHandler;
import io.sidecast.socket.ConnectionRequest;
import io.sidecast.socket.DisconnectReason;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One Engine.IO session. Owned by one event loop at a time, which moves once, when a WebSocket
 * takes over from polling; methods may be called on that loop only, unless they say otherwise.
 */
public final class Session implements Connection, PacketSink {

  private static final Logger log = LoggerFactory.getLogger(Session.class);
  private static final int PROTOCOL = 4;
  private static final Duration SHUTDOWN_LINGER = Duration.ofSeconds(1);
  private static final Duration NOOP_PACE = Duration.ofMillis(100);
  private static final VarHandle TOUCHED;
  private static final VarHandle UPGRADE;
  private static final VarHandle CLOSE_ASKED;

  static {
    try {
      var lookup = MethodHandles.lookup();
      TOUCHED = lookup.findVarHandle(Session.class, "touched", boolean.class);
      UPGRADE = lookup.findVarHandle(Session.class, "upgrade", Upgrade.class);
      CLOSE_ASKED = lookup.findVarHandle(Session.class, "closeAsked", boolean.class);
    } catch (ReflectiveOperationException impossible) {
      throw new ExceptionInInitializerError(impossible);
    }
  }

  /** Owned by {@link EngineLoop}: the next session in its list. */
  @Nullable Session nextTouched;

  private final String id;
  private final EngineServer server;
  private final ConnectionRequest request;
  private final Outbound outbound;
  private final Heartbeat heartbeat;
  private @Nullable ConnectionHandler handler;
  private State state = State.OPEN;
  private boolean reading = true;
  private boolean noopDue;
  private volatile boolean touched;
  private volatile boolean closeAsked;
  private volatile @Nullable Upgrade upgrade;
  private volatile Transport transport;
  private volatile EngineLoop loop;

  /** CLOSING: the handler knows; what was sent before is still being written. */
  private enum State {
    OPEN,
    CLOSING,
    CLOSED
  }

  Session(String id, EngineServer server, Opening opening) {
    this.id = id;
    this.server = server;
    this.request = opening.request();
    this.transport = opening.transport();
    this.loop = opening.loop();
    this.outbound = new Outbound(server.settings().maxBufferedBytes());
    this.heartbeat = new Heartbeat(this, server.settings());
  }

  /** Sends the handshake, then lets the application have the connection. */
  void open(ConnectionAcceptor acceptor) {
    transport.attach(this);
    transport.offer(PacketType.OPEN, server.handshake(id, transport.name()));
    transport.flush();
    heartbeat.start();
    try {
      handler = acceptor.accept(this);
    } catch (RuntimeException failure) {
      onHandlerFailure(failure);
    }
  }

  String id() {
    return id;
  }

  /**
   * What carries the session now. Any thread.
   *
   * @return the current transport
   */
  public Transport currentTransport() {
    return transport;
  }

  /**
   * Runs a task on the event loop that owns the session: now if this is it, else soon. Tasks of one
   * thread run in the order given. Any thread.
   *
   * @param task the task; does not block
   */
  public void execute(Runnable task) {
    EngineLoop owner = loop;
    if (owner.isCurrent()) {
      task.run();
    } else {
      owner.execute(() -> execute(task));
    }
  }

  /**
   * Lets a WebSocket try to take over from polling (protocol: "Upgrade"). Called on the event loop
   * of the WebSocket.
   *
   * @param candidate the WebSocket, open
   * @param candidateLoop its event loop
   * @return whether it may try; if not, it is to be closed
   */
  public boolean tryUpgrade(Transport candidate, EngineLoop candidateLoop) {
    var attempt = new Upgrade(this, candidate, candidateLoop);
    boolean allowed = server.settings().allowUpgrades() && !closeAsked;
    if (!allowed
        || candidate.name().equals(transport.name())
        || !UPGRADE.compareAndSet(this, null, attempt)) {
      return false;
    }
    candidate.attach(attempt);
    attempt.start(server.settings().upgradeTimeout());
    return true;
  }

  // ---- Connection

  @Override
  public ConnectionRequest request() {
    return request;
  }

  @Override
  public int protocol() {
    return PROTOCOL;
  }

  @Override
  public String transport() {
    return transport.name();
  }

  @Override
  public boolean isWritable() {
    return !closeAsked && !outbound.isBlocked() && transport.isWritable();
  }

  @Override
  public void send(EncodedPacket packet) {
    if (closeAsked) {
      return;
    }
    if (outbound.add(packet)) {
      touch();
    } else if (!packet.flags().droppable()) {
      execute(this::cutSlowClient);
    }
  }

  @Override
  public void setReading(boolean reading) {
    execute(
        () -> {
          if (this.reading != reading && isOpen()) {
            this.reading = reading;
            if (reading) {
              heartbeat.onReadingResumed();
            }
            transport.setReading(reading);
          }
        });
  }

  @Override
  public Future<?> schedule(Duration delay, Runnable task) {
    return loop.schedule(delay.toNanos(), () -> execute(task));
  }

  @Override
  public void close(DisconnectReason reason) {
    if (CLOSE_ASKED.compareAndSet(this, false, true)) {
      execute(() -> closeGently(reason));
    }
  }

  // ---- PacketSink

  @Override
  public void onPacket(PacketType type, byte[] data) {
    if (!isOpen()) {
      return;
    }
    switch (type) {
      case MESSAGE -> deliver(data, true);
      case PONG -> heartbeat.onPong();
      case CLOSE -> onClosed(DisconnectReason.TRANSPORT_CLOSE, "close packet");
      case PING -> onClosed(DisconnectReason.TRANSPORT_ERROR, "invalid heartbeat direction");
      case OPEN, UPGRADE, NOOP -> {
        // Mean nothing from a client, outside of an upgrade.
      }
    }
  }

  @Override
  public void onBinary(byte[] data) {
    if (isOpen()) {
      deliver(data, false);
    }
  }

  @Override
  public void onMalformed(String detail) {
    onClosed(DisconnectReason.PARSE_ERROR, detail);
  }

  @Override
  public void onWritable() {
    drain();
    if (upgrade != null && transport.isWritable() && !noopDue) {
      noopDue = true; // paced: the client may poll again and again until it hears of the probe
      schedule(NOOP_PACE, this::endPollForUpgrade);
    }
  }

  @Override
  public void onClosed(DisconnectReason reason, String detail) {
    closeAsked = true;
    boolean byClient = reason == DisconnectReason.TRANSPORT_CLOSE;
    tellClosed(reason, detail);
    finish(byClient ? Ending.CLIENT_CLOSED : Ending.SERVER_CLOSED);
  }

  // ---- for the engine

  boolean isOpen() {
    return state == State.OPEN;
  }

  boolean isReading() {
    return reading;
  }

  void drain() {
    if (state == State.CLOSED) {
      outbound.discard();
      return;
    }
    heartbeat.writeTo(transport);
    outbound.drainTo(transport);
    transport.flush();
    if (outbound.bytes() + transport.bufferedBytes() > server.settings().maxBufferedBytes()) {
      cutSlowClient();
    } else if (state == State.CLOSING && outbound.isEmpty() && transport.isWritable()) {
      finish(Ending.SERVER_CLOSED);
    }
  }

  /** On the loop in whose list the session was; it may have moved since. */
  void drainTouched() {
    touched = false;
    if (loop.isCurrent()) {
      drain();
    } else {
      touch();
    }
  }

  void onProbe(Upgrade attempt) {
    if (upgrade == attempt) {
      endPollForUpgrade();
    }
  }

  /** The last act of the old loop; the new one goes on with {@link #onMoved}. */
  void moveTo(Upgrade attempt) {
    if (upgrade != attempt || state != State.OPEN) {
      attempt.abandon();
      return;
    }
    drain();
    if (state != State.OPEN) {
      return;
    }
    transport.end(Ending.UPGRADED);
    transport = attempt.transport();
    upgrade = null;
    loop = attempt.loop();
    attempt.loop().execute(attempt::completed);
  }

  void onMoved() {
    if (isOpen()) {
      transport.setReading(reading);
    }
    drain();
  }

  void onUpgradeFailed(Upgrade attempt) {
    UPGRADE.compareAndSet(this, attempt, null);
  }

  // ---- insides

  private void touch() {
    if (TOUCHED.compareAndSet(this, false, true)) {
      loop.touch(this);
    }
  }

  private void deliver(byte[] data, boolean text) {
    ConnectionHandler target = handler;
    if (target == null) {
      return;
    }
    try {
      if (text) {
        target.onText(data);
      } else {
        target.onBinary(data);
      }
    } catch (RuntimeException failure) {
      onHandlerFailure(failure);
    }
  }

  private void onHandlerFailure(RuntimeException failure) {
    log.warn("a connection is closed: its handler failed", failure);
    close(DisconnectReason.FORCED_SERVER_CLOSE);
  }

  /** The pending poll ends, so that the client can go on with its upgrade. */
  private void endPollForUpgrade() {
    noopDue = false;
    if (upgrade != null && isOpen() && transport.offer(PacketType.NOOP, "")) {
      transport.flush();
    }
  }

  private void closeGently(DisconnectReason reason) {
    if (state != State.OPEN) {
      return;
    }
    boolean shutdown = reason == DisconnectReason.SERVER_SHUTTING_DOWN;
    tellClosed(reason, "");
    state = State.CLOSING;
    drain();
    if (state == State.CLOSING) {
      if (shutdown && outbound.isEmpty()) {
        finish(Ending.SERVER_GONE);
      } else {
        schedule(
            shutdown ? SHUTDOWN_LINGER : server.settings().pingTimeout(), () -> finish(Ending.CUT));
      }
    }
  }

  private void cutSlowClient() {
    closeAsked = true;
    tellClosed(DisconnectReason.SLOW_CLIENT, "more than the allowed bytes waited to be sent");
    finish(Ending.CUT);
  }

  private void tellClosed(DisconnectReason reason, String detail) {
    if (state != State.OPEN) {
      return;
    }
    state = State.CLOSING;
    heartbeat.stop();
    Upgrade attempt = upgrade;
    if (attempt != null) {
      attempt.abandon();
    }
    ConnectionHandler target = handler;
    if (target != null) {
      try {
        target.onClose(reason, detail);
      } catch (RuntimeException failure) {
        log.warn("a connection's handler failed to close", failure);
      }
    }
  }

  private void finish(Ending ending) {
    if (state == State.CLOSED) {
      return;
    }
    state = State.CLOSED;
    outbound.discard();
    transport.end(ending);
    server.remove(this);
  }
}
