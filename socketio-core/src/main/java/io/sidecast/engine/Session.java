package io.sidecast.engine;

import io.sidecast.packet.EncodedPacket;
import io.sidecast.socket.Connection;
import io.sidecast.socket.ConnectionAcceptor;
import io.sidecast.socket.ConnectionRequest;
import io.sidecast.socket.DisconnectReason;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One Engine.IO session. Owned by one event loop at a time, which moves once, when a WebSocket
 * takes over from polling; methods may be called on that loop only, unless they say otherwise.
 */
public final class Session {

  private static final Duration SHUTDOWN_LINGER = Duration.ofSeconds(1);
  private final SessionParameters.Identity identity;
  private final EngineServer server;
  private final WriteBuffer writeBuffer;
  private final Heartbeat heartbeat;
  private final AtomicBoolean closeAsked = new AtomicBoolean();
  private final UpgradeSlot upgrade = new UpgradeSlot(this);
  private final SessionInput input;
  private final Pacing pacing = new Pacing(this);
  private @Nullable SafeConnectionHandler handler;
  private State state = State.OPEN;
  private TransportCloseMode farewell = TransportCloseMode.SERVER_CLOSED;
  private boolean reading = true;
  private volatile Transport transport;
  private volatile EngineLoop loop;

  /**
   * CLOSING: the handler has been called with the reason; packets that were sent before are still
   * being written, and an upgrade that has begun still ends.
   */
  private enum State {
    OPEN,
    CLOSING,
    CLOSED
  }

  Session(EngineServer server, SessionParameters opening) {
    this.identity = opening.identity();
    this.server = server;
    this.transport = opening.transport();
    this.loop = opening.loop();
    this.writeBuffer = new WriteBuffer(this, server.settings().maxBufferedBytes());
    this.heartbeat = new Heartbeat(this, server.settings());
    this.input = new SessionInput(this, heartbeat);
  }

  /** Sends the handshake, then lets the application have the connection. */
  void open(ConnectionAcceptor acceptor, ConnectionRequest request) {
    transport.attach(input);
    transport.offer(PacketType.OPEN, server.handshake(id(), transport.name()));
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

  /**
   * The revision of the protocol that the client speaks. Any thread.
   *
   * @return 4, or 3 where old clients are allowed
   */
  public int protocol() {
    return identity.protocol();
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
   * Runs a task on the event loop that owns the session: now if this is it, else soon. Any thread.
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
   * Runs a task on the event loop that owns the session, for a request of the client. A client
   * whose time to answer a ping is over is gone by then. Any thread.
   *
   * @param task the task; does not block
   */
  public void onRequest(Runnable task) {
    execute(
        () -> {
          heartbeat.check();
          task.run();
        });
  }

  /**
   * Runs a task when everything was heard that had arrived by now at a WebSocket that tries to take
   * over: at once, if none does. Any thread.
   *
   * @param task the task; does not block; runs on any event loop
   */
  public void afterUpgradePackets(Runnable task) {
    upgrade.afterPackets(task);
  }

  /**
   * Lets a WebSocket try to take over from polling (protocol: "Upgrade"). On the WebSocket's loop.
   *
   * @param candidate the WebSocket, open
   * @param candidateLoop its event loop
   * @return whether it may try; if not, it is to be closed
   */
  public boolean tryUpgrade(Transport candidate, EngineLoop candidateLoop) {
    return upgrade.begin(new Upgrade(this, candidate, candidateLoop), server.settings());
  }

  /**
   * Runs a task on the event loop that owns the session. Any thread.
   *
   * @param delay how long to wait before
   * @param task the task; does not block
   * @return cancels the task
   */
  public Future<?> schedule(Duration delay, Runnable task) {
    return loop.schedule(delay.toNanos(), () -> execute(task));
  }

  /**
   * The client is gone, or is to go at once: nothing more can be sent to it. A session that is
   * about to move ends after the move: messages that the WebSocket holds for it are handled before.
   */
  void lost(DisconnectReason reason, String detail) {
    if (state != State.CLOSED && upgrade.isCommitted()) {
      post(() -> lost(reason, detail));
      return;
    }
    closeAsked.set(true);
    tellClosed(reason, detail);
    finish(
        reason == DisconnectReason.TRANSPORT_CLOSE
            ? TransportCloseMode.CLIENT_CLOSED
            : TransportCloseMode.SERVER_CLOSED);
  }

  SessionInput input() {
    return input;
  }

  /** Any thread. Leaves a line in the log; the client has done what it may not. */
  void refused(String why) {
    SafeConnectionHandler told = handler;
    if (told != null && isOpen()) {
      server.refusals().refused(why, told::describe);
    }
  }

  EngineLoop loop() {
    return loop;
  }

  boolean isWritable() {
    return !closeAsked.get() && !writeBuffer.isBlocked() && transport.isWritable();
  }

  /** Any thread. Whether little waits for this client, here and in the transport. */
  boolean takesMore() {
    return writeBuffer.isLow() && !transport.isWriteQueueFull();
  }

  /** Any thread. The stage fails with an {@link IllegalStateException} when the session ends. */
  CompletionStage<Void> whenWritable() {
    return pacing.whenWritable();
  }

  /** Any thread. Without a gate, the packet is written in any case. */
  void send(EncodedPacket packet, Connection.@Nullable Gate gate) {
    boolean droppable = packet.flags().droppable();
    if (closeAsked.get() || (droppable && !isWritable())) {
      return;
    }
    if (!writeBuffer.add(packet, gate) && !droppable && closeAsked.compareAndSet(false, true)) {
      post(this::cutSlowClient);
    }
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
    boolean first = closeAsked.compareAndSet(false, true);
    if (first || reason == DisconnectReason.SERVER_SHUTTING_DOWN) {
      post(() -> closeGently(reason));
    }
  }

  boolean isOpen() {
    return state == State.OPEN;
  }

  /** Any thread. Whether the session is ending, or is about to. */
  boolean isEnding() {
    return closeAsked.get();
  }

  /** A message has arrived after the server had closed the session. */
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
    if (transport.bufferedBytes() > writeBuffer.room()) {
      cutSlowClient();
    } else if (state == State.CLOSING) {
      finishWhenWritten();
    } else {
      pacing.settle();
    }
  }

  /**
   * Ends the transport when everything was written, the client can be told, and no upgrade is under
   * way. A poll that was just answered is not pending any more, so a CLOSE packet always has a
   * response of its own: a client that decodes packets asynchronously has handled the last ones by
   * then.
   */
  private void finishWhenWritten() {
    if (writeBuffer.isEmpty() && transport.isWritable() && upgrade.isFree()) {
      finish(farewell);
    }
  }

  UpgradeSlot upgrade() {
    return upgrade;
  }

  /** The last act of the old loop; the new one goes on with {@link #onMoved}. */
  void moveTo(Upgrade attempt) {
    if (!upgrade.holds(attempt) || state == State.CLOSED) {
      attempt.abandon();
      return;
    }
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

  /** An attempt has failed: the session stays where it is. Any thread. */
  void onUpgradeFailed(Upgrade attempt) {
    upgrade.free(attempt);
    execute(this::drain);
  }

  void onMoved() {
    if (isOpen()) {
      transport.setReading(reading);
    }
    drain();
  }

  /** Takes what arrives; null when the session is ending, and what arrives is dropped. */
  @Nullable SafeConnectionHandler receiver() {
    return isOpen() && !closeAsked.get() ? handler : null;
  }

  /** Never at once: a handler is not told of the end while it handles a message. */
  private void post(Runnable task) {
    loop.execute(() -> execute(task));
  }

  private void closeGently(DisconnectReason reason) {
    if (state == State.CLOSED) {
      return;
    }
    boolean shutdown = reason == DisconnectReason.SERVER_SHUTTING_DOWN;
    if (shutdown) {
      farewell = TransportCloseMode.SERVER_GONE;
    }
    tellClosed(reason, "");
    drain();
    if (state == State.CLOSING) {
      schedule(shutdown ? SHUTDOWN_LINGER : linger(), () -> finish(TransportCloseMode.CUT));
    }
  }

  /** How long a client may take to fetch the last packets, and to finish an upgrade before. */
  private Duration linger() {
    EngineSettings settings = server.settings();
    return upgrade.isFree()
        ? settings.pingTimeout()
        : settings.pingTimeout().plus(settings.upgradeTimeout());
  }

  private void cutSlowClient() {
    refused("slow client: more than the allowed bytes waited to be sent");
    closeAsked.set(true);
    tellClosed(DisconnectReason.SLOW_CLIENT, "more than the allowed bytes waited to be sent");
    finish(TransportCloseMode.CUT);
  }

  private void tellClosed(DisconnectReason reason, String detail) {
    if (state != State.OPEN) {
      return;
    }
    state = State.CLOSING;
    heartbeat.stop();
    if (handler != null) {
      handler.onClose(reason, detail);
    }
    pacing.settle();
  }

  private void finish(TransportCloseMode ending) {
    if (state == State.CLOSED) {
      return;
    }
    state = State.CLOSED;
    upgrade.abandon();
    writeBuffer.discard();
    transport.end(ending);
    server.remove(this);
  }
}
