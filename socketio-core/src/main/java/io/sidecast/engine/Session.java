package io.sidecast.engine;

import io.sidecast.connection.Connection;
import io.sidecast.connection.ConnectionAcceptor;
import io.sidecast.connection.DisconnectReason;
import io.sidecast.http.RequestHead;
import io.sidecast.packet.EncodedPacket;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import org.jspecify.annotations.Nullable;

/**
 * One Engine.IO session. One event loop at a time owns it; the session moves to another loop once,
 * when it upgrades from polling to WebSocket. Confined to that event loop, except for methods that
 * are documented as thread-safe.
 */
public final class Session {

  private static final Duration SHUTDOWN_LINGER = Duration.ofSeconds(1);

  private static final AtomicIntegerFieldUpdater<Session> CLOSE_REQUESTED =
      AtomicIntegerFieldUpdater.newUpdater(Session.class, "closeRequested");

  private final SessionParameters.Identity identity;
  private final InetSocketAddress client;
  private final EngineServer server;
  private final WriteBuffer writeBuffer;
  private final Heartbeat heartbeat;

  /** 1 after the end was requested. An updater needs no object for each session. */
  private volatile int closeRequested;

  private final UpgradeSlot upgrade = new UpgradeSlot(this);
  private final SessionInput input;
  private final Pacing pacing = new Pacing(this);
  private @Nullable SafeConnectionHandler handler;
  private State state = State.OPEN;
  private TransportCloseMode closeMode = TransportCloseMode.SERVER_CLOSED;
  private boolean reading = true;

  /** True while the handler receives what arrived before the end. */
  private boolean passing;

  private volatile Transport transport;
  private volatile EngineLoop loop;

  /**
   * CLOSING: the handler has received the reason. The transport still writes earlier packets, and a
   * running upgrade still ends.
   */
  private enum State {
    OPEN,
    CLOSING,
    CLOSED
  }

  Session(EngineServer server, SessionParameters opening) {
    this.identity = opening.identity();
    this.client = opening.request().remoteAddress();
    this.server = server;
    this.transport = opening.transport();
    this.loop = opening.loop();
    this.writeBuffer = new WriteBuffer(this, server);
    this.heartbeat = new Heartbeat(this, server.settings());
    this.input = new SessionInput(this, heartbeat);
  }

  /** Sends the handshake, then passes the connection to the application. */
  void open(ConnectionAcceptor acceptor, RequestHead request) {
    transport.attach(input);
    var data = HandshakeData.of(id(), transport.name(), server.settings());
    transport.offer(PacketType.OPEN, data.json());
    transport.flush();
    heartbeat.start();
    var connection = new SessionConnection(this, request);
    handler = SafeConnectionHandler.accept(acceptor, connection);
    server.settings().hooks().opened(connection);
    transport.setReading(reading);
  }

  String id() {
    return identity.sid();
  }

  /** Returns the address of the client, which opened the session. */
  InetSocketAddress client() {
    return client;
  }

  /**
   * The protocol revision of the client. Thread-safe.
   *
   * @return 4, or 3 if the settings allow it
   */
  public int protocol() {
    return identity.protocol();
  }

  /**
   * The transport that carries the session now. Thread-safe.
   *
   * @return the current transport
   */
  public Transport currentTransport() {
    return transport;
  }

  /**
   * Runs a task on the event loop that owns the session: at once if the calling thread is that
   * loop, otherwise soon. Thread-safe.
   *
   * @param task the task; must not block
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
   * Runs a task on the event loop that owns the session, for a request of the client. Before the
   * task, a client whose ping timeout is over is closed. Thread-safe.
   *
   * @param task the task; must not block
   */
  public void onRequest(Runnable task) {
    execute(
        () -> {
          heartbeat.check();
          task.run();
        });
  }

  /**
   * Runs a task after the session has processed all packets that had arrived by now on a WebSocket
   * that is upgrading the session: at once if none is. Thread-safe.
   *
   * @param task the task; must not block; runs on any event loop
   */
  public void afterUpgradePackets(Runnable task) {
    upgrade.afterPackets(task);
  }

  /**
   * Starts an attempt to upgrade from polling to WebSocket (Engine.IO protocol, section "Upgrade").
   * Called on the event loop of the WebSocket.
   *
   * @param candidate the open WebSocket
   * @param candidateLoop the event loop of the WebSocket
   * @return whether the attempt started; if not, the caller must close the WebSocket
   */
  public boolean tryUpgrade(Transport candidate, EngineLoop candidateLoop) {
    return upgrade.begin(new Upgrade(this, candidate, candidateLoop), server.settings());
  }

  /**
   * Runs a task on the event loop that owns the session. Thread-safe.
   *
   * @param delay the time before the task runs
   * @param task the task; must not block
   * @return a handle that cancels the task
   */
  public Future<?> schedule(Duration delay, Runnable task) {
    return loop.schedule(delay.toNanos(), () -> execute(task));
  }

  /**
   * Ends the session at once, because the client is gone or must be disconnected; no more packets
   * are sent. A session with a committed upgrade ends after the move, so that the messages that the
   * WebSocket holds for it are handled before.
   */
  void lost(DisconnectReason reason, String detail) {
    if (state != State.CLOSED && upgrade.isCommitted()) {
      post(() -> lost(reason, detail));
      return;
    }
    if (!isEnding()) {
      passArrived();
    }
    closeRequested = 1;
    notifyClosed(reason, detail);
    finish(
        reason == DisconnectReason.TRANSPORT_CLOSE
            ? TransportCloseMode.CLIENT_CLOSED
            : TransportCloseMode.SERVER_CLOSED);
  }

  SessionInput input() {
    return input;
  }

  /** Logs a violation of the protocol or of a limit by the client. Thread-safe. */
  void refused(String why) {
    SafeConnectionHandler current = handler;
    if (current != null && isOpen()) {
      server.refusals().refused(why, current::describe);
    }
  }

  EngineLoop loop() {
    return loop;
  }

  boolean isWritable() {
    return !isEnding() && !writeBuffer.isBlocked() && transport.isWritable();
  }

  /** Returns whether few bytes wait for this client, here and in the transport. Thread-safe. */
  boolean acceptsMore() {
    return writeBuffer.isLow() && !transport.isWriteQueueFull();
  }

  /**
   * Returns a stage that completes when the session accepts more packets, and fails with an {@link
   * IllegalStateException} when the session ends. Thread-safe.
   */
  CompletionStage<Void> whenWritable() {
    return pacing.whenWritable();
  }

  /** Sends a packet. A gate may drop it before it is written. Thread-safe. */
  void send(EncodedPacket packet, Connection.@Nullable Gate gate) {
    boolean isVolatile = packet.flags().isVolatile();
    if (isEnding() || (isVolatile && !isWritable())) {
      return;
    }
    if (!writeBuffer.add(packet, gate) && !isVolatile && requestClose()) {
      post(this::disconnectSlowClient);
    }
  }

  /** Returns the number of bytes that wait for this client. Thread-safe. */
  long waitingBytes() {
    return writeBuffer.bytes();
  }

  /**
   * Disconnects the client because too many bytes wait for all clients. Thread-safe.
   *
   * @param done the task that runs after the client is disconnected, on an event loop
   * @return false if the session is ending already; then the task does not run
   */
  boolean cutAsSlow(Runnable done) {
    boolean first = requestClose();
    if (first) {
      post(
          () -> {
            disconnectSlowClient();
            done.run();
          });
    }
    return first;
  }

  void setReading(boolean reading) {
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

  void close(DisconnectReason reason) {
    boolean first = requestClose();
    if (first || reason == DisconnectReason.SERVER_SHUTTING_DOWN) {
      post(() -> closeAfterWrites(reason));
    }
  }

  /** Requests the end, and returns whether this is the first request. */
  private boolean requestClose() {
    return CLOSE_REQUESTED.compareAndSet(this, 0, 1);
  }

  boolean isOpen() {
    return state == State.OPEN;
  }

  /** Returns whether the session has ended or is about to end. Thread-safe. */
  boolean isEnding() {
    return closeRequested != 0;
  }

  /** Counts a message that arrived after the server had closed the session. */
  void messageDropped() {
    server.messageDropped();
  }

  boolean isReading() {
    return reading;
  }

  void onWritable() {
    drain();
    if (transport.isWritable()) {
      upgrade.onIdlePoll();
    }
  }

  void drain() {
    if (state == State.CLOSED) {
      writeBuffer.discard();
      return;
    }
    heartbeat.writeTo(transport);
    writeBuffer.drainTo(transport);
    transport.flush();
    if (writeBuffer.isExceeded(transport)) {
      disconnectSlowClient();
    } else if (state == State.CLOSING) {
      finishWhenWritten();
    } else {
      pacing.settle();
    }
  }

  /**
   * Ends the transport when all packets are written, the client can receive the end, and no upgrade
   * is running. A poll that was just answered is no longer pending, so a CLOSE packet always has a
   * response of its own. A client that decodes packets asynchronously has therefore handled the
   * last packets before it receives the CLOSE packet.
   */
  private void finishWhenWritten() {
    if (writeBuffer.isEmpty() && transport.isWritable() && upgrade.isFree()) {
      finish(closeMode);
    }
  }

  UpgradeSlot upgrade() {
    return upgrade;
  }

  /** Ends the session's work on the old loop. The new loop continues with {@link #onMoved}. */
  void moveTo(Upgrade attempt) {
    if (!upgrade.holds(attempt) || state == State.CLOSED) {
      attempt.abandon();
      return;
    }
    transport.passArrived();
    drain();
    if (state == State.CLOSED) {
      return;
    }
    transport.end(TransportCloseMode.UPGRADED);
    transport = attempt.transport();
    upgrade.free(attempt);
    loop = attempt.loop();
    attempt.loop().execute(attempt::completed);
  }

  /** Frees the slot after a failed upgrade; the session keeps its transport. Thread-safe. */
  void onUpgradeFailed(Upgrade attempt) {
    upgrade.free(attempt);
    execute(this::drain);
  }

  void onMoved() {
    if (isOpen()) {
      transport.setReading(reading);
      SafeConnectionHandler receiver = receiver();
      if (receiver != null) {
        receiver.onUpgrade();
      }
    }
    drain();
  }

  /**
   * Returns the handler of incoming messages. Null if the session is ending; messages are dropped
   * then.
   */
  @Nullable SafeConnectionHandler receiver() {
    return isOpen() && (passing || !isEnding()) ? handler : null;
  }

  /**
   * Posts a task. It never runs at once, so that a handler receives the end of its connection only
   * after it has handled the current message. Thread-safe.
   */
  void post(Runnable task) {
    loop.execute(() -> execute(task));
  }

  /** Passes the packets that have arrived and were not read yet to the handler. */
  private void passArrived() {
    passing = true;
    transport.passArrived();
    passing = false;
  }

  private void closeAfterWrites(DisconnectReason reason) {
    if (state == State.CLOSED) {
      return;
    }
    boolean shutdown = reason == DisconnectReason.SERVER_SHUTTING_DOWN;
    if (shutdown) {
      closeMode = TransportCloseMode.SERVER_GONE;
      passArrived();
    }
    notifyClosed(reason, "");
    drain();
    if (state == State.CLOSING) {
      schedule(shutdown ? SHUTDOWN_LINGER : linger(), () -> finish(TransportCloseMode.CUT));
    }
  }

  /**
   * The maximum time for a client to fetch the last packets, and to finish a running upgrade
   * before.
   */
  private Duration linger() {
    EngineSettings settings = server.settings();
    return upgrade.isFree()
        ? settings.pingTimeout()
        : settings.pingTimeout().plus(settings.upgradeTimeout());
  }

  private void disconnectSlowClient() {
    server.slowClientDisconnected();
    refused("slow client: more than the allowed bytes waited to be sent");
    passArrived();
    closeRequested = 1;
    notifyClosed(DisconnectReason.SLOW_CLIENT, "more than the allowed bytes waited to be sent");
    finish(TransportCloseMode.CUT);
  }

  private void notifyClosed(DisconnectReason reason, String detail) {
    if (state != State.OPEN) {
      return;
    }
    state = State.CLOSING;
    server.closed(reason);
    transport.passArrived(); // counts what is dropped
    heartbeat.stop();
    if (handler != null) {
      handler.onClose(reason, detail);
    }
    pacing.settle();
  }

  private void finish(TransportCloseMode mode) {
    if (state == State.CLOSED) {
      return;
    }
    state = State.CLOSED;
    upgrade.abandon();
    writeBuffer.discard();
    transport.passArrived(); // counts what is dropped
    transport.end(mode);
    server.remove(this);
  }
}
