package io.sidecast.socket;

import io.sidecast.adapter.LocalSocket;
import io.sidecast.connection.Connection;
import io.sidecast.connection.DisconnectReason;
import io.sidecast.packet.EncodedPacket;
import io.sidecast.packet.Packet;
import io.sidecast.packet.PacketException;
import io.sidecast.packet.PacketType;
import io.sidecast.packet.Payload;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * The lifecycle of one socket, from its CONNECT packet to its end. User code runs only in the
 * mailbox.
 *
 * <p>A thread that has read the state before the end may queue a packet after the end. The socket
 * is the gate of its packets and drops such a packet. Thread-safe.
 */
final class SocketLifecycle implements LocalSocket, Connection.Gate {

  private enum State {
    CONNECTING,
    CONNECTED,
    DISCONNECTED
  }

  private final Socket socket;
  private final Namespace namespace;
  private final Client client;
  private final String id;

  private final Mailbox mailbox;
  private final EventDispatch events;
  private final PendingAcks acks;
  private volatile State state = State.CONNECTING;
  private volatile boolean connectSent;
  private volatile Set<String> lastRooms = Set.of();
  private @Nullable ConcurrentMap<String, Object> data;

  /**
   * The last packet of the socket. Written before the packet is sent, read on the event loop
   * afterwards.
   */
  private @Nullable EncodedPacket last;

  /** True when no packet may pass. Event loop only. */
  private boolean gateClosed;

  /**
   * The shared stage of the callers that wait for a writable client; complete or null without them.
   */
  private volatile @Nullable CompletableFuture<Void> writable;

  SocketLifecycle(Socket socket, Namespace namespace, Client client, EventListeners listeners) {
    this.socket = socket;
    this.namespace = namespace;
    this.client = client;
    this.id = client.newSocketId(namespace);
    SocketSettings settings = namespace.settings();
    boolean loopsOnly = settings.modes().isEventLoopOnly();
    this.mailbox = new Mailbox(loopsOnly ? client::execute : settings.handlers());
    this.events = new EventDispatch(this, listeners, settings);
    this.acks = client.newPendingAcks();
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public String namespaceName() {
    return namespace.name();
  }

  Namespace namespace() {
    return namespace;
  }

  Socket socket() {
    return socket;
  }

  Client client() {
    return client;
  }

  Mailbox mailbox() {
    return mailbox;
  }

  EventDispatch events() {
    return events;
  }

  synchronized ConcurrentMap<String, Object> data() {
    if (data == null) {
      data = new ConcurrentHashMap<>(4);
    }
    return data;
  }

  int pendingAckCount() {
    return acks.size();
  }

  boolean isConnected() {
    return state == State.CONNECTED;
  }

  boolean isConnecting() {
    return state == State.CONNECTING;
  }

  boolean isDisconnected() {
    return state == State.DISCONNECTED;
  }

  Set<String> rooms() {
    return isDisconnected() ? lastRooms : namespace.adapter().roomsOf(this);
  }

  /**
   * Joins rooms: at once if the socket is connected, or, while middlewares decide, when it
   * connects.
   */
  synchronized CompletionStage<Void> join(Collection<String> rooms) {
    return switch (state) {
      case CONNECTING -> namespace.adapter().reserve(this, rooms);
      case CONNECTED -> namespace.adapter().join(this, rooms);
      case DISCONNECTED -> CompletableFuture.failedStage(ended("cannot join rooms"));
    };
  }

  /**
   * Returns a stage that completes when the client can receive more, and fails at the end of the
   * socket.
   */
  CompletionStage<Void> whenWritable() {
    CompletionStage<Void> connection = client.whenWritable();
    CompletableFuture<Void> own;
    synchronized (this) {
      CompletableFuture<Void> shared = writable;
      if (isDisconnected()) {
        return CompletableFuture.failedStage(ended("accepts no more events"));
      }
      if (connection.toCompletableFuture().isDone()) {
        return connection;
      }
      if (shared != null && !shared.isDone()) {
        return shared;
      }
      own = new CompletableFuture<>();
      writable = own;
    }
    connection.whenComplete((done, failure) -> settle(own, failure));
    return own;
  }

  private static void settle(CompletableFuture<Void> stage, @Nullable Throwable failure) {
    if (failure == null) {
      stage.complete(null);
    } else {
      stage.completeExceptionally(failure);
    }
  }

  private IllegalStateException ended(String consequence) {
    return new IllegalStateException("socket " + id + " is disconnected and " + consequence);
  }

  /** Runs a task on the event loop of the client, between two of its packets. */
  void onLoop(Duration delay, Runnable task) {
    client.onLoop(delay, task);
  }

  /**
   * Connects the socket after all middlewares have passed. Returns false if the client has left.
   */
  synchronized boolean connect() {
    if (state != State.CONNECTING) {
      return false;
    }
    state = State.CONNECTED;
    namespace.add(this);
    client.connected();
    client.sendConnected(this);
    connectSent = true;
    return true;
  }

  /** Refuses the socket with the error of a middleware. */
  void refuse(Map<String, Object> error) {
    if (leave(refusal(error)) == State.CONNECTING) {
      client.logRefusal();
      endWaits();
      client.remove(this);
    }
  }

  private EncodedPacket refusal(Map<String, Object> error) {
    try {
      return client.error(namespace.name(), error);
    } catch (PacketException e) {
      failed("data of a refusal", e);
      return client.error(namespace.name(), Map.of("message", error.get("message")));
    }
  }

  /** Ends the socket after the client has left the namespace, or its connection has closed. */
  void disconnected(DisconnectReason reason) {
    end(reason, null);
  }

  /** Disconnects the socket by the server. Does nothing if the socket is not connected. */
  void disconnect() {
    if (isConnected()) {
      var header = new Packet.Header(PacketType.DISCONNECT, namespace.name());
      EncodedPacket packet = namespace.settings().codec().encode(header, null);
      end(DisconnectReason.SERVER_NAMESPACE_DISCONNECT, packet);
    }
  }

  /**
   * Ends the socket, once. Events that have arrived before are handled before the disconnect
   * handlers run. A socket without such handlers and events ends without a task.
   */
  private void end(DisconnectReason reason, @Nullable EncodedPacket lastPacket) {
    State before = leave(lastPacket);
    if (before == State.DISCONNECTED) {
      return;
    }
    endWaits();
    if (before == State.CONNECTED) {
      namespace.observers().disconnected(socket, reason);
    }
    if (before == State.CONNECTED && !(mailbox.isIdle() && events.endWithoutHandlers())) {
      client.disconnectHandlers().begin();
      mailbox.release(); // the loop may end before it releases the mailbox
      mailbox.execute(() -> runDisconnectHandlers(reason));
    }
  }

  /** Ends all waits. The state is DISCONNECTED already, so no new wait begins. */
  private void endWaits() {
    acks.close();
    CompletableFuture<Void> waiting = writable;
    if (waiting != null) {
      waiting.completeExceptionally(ended("accepts no more events"));
    }
  }

  private void runDisconnectHandlers(DisconnectReason reason) {
    try {
      events.disconnected(reason);
    } finally {
      client.disconnectHandlers().end(); // also if the user's error handler throws
    }
  }

  /**
   * Enters the state DISCONNECTED and returns the previous one. The socket sends no packet after
   * its last one.
   */
  private synchronized State leave(@Nullable EncodedPacket lastPacket) {
    State before = state;
    if (before != State.DISCONNECTED) {
      lastRooms = namespace.adapter().roomsOf(this);
      state = State.DISCONNECTED;
      namespace.remove(this);
      if (lastPacket != null) {
        last = lastPacket;
        client.send(lastPacket, this); // only now, because the client may connect again at once
      }
    }
    return before;
  }

  void closeConnection() {
    client.disconnectAll();
  }

  /** Sends an event. Does nothing after the end of the socket. */
  @Override
  public void deliver(EncodedPacket packet) {
    if (!send(packet)) {
      return;
    }
    namespace.observers().sent(socket, packet);
    if (events.waitsForOutgoingHandlers(packet)) {
      mailbox.execute(() -> events.sent(packet));
    }
  }

  @Override
  public void added(Set<String> rooms) {
    namespace.observers().connected(socket, rooms);
  }

  @Override
  public void joined(String room) {
    namespace.observers().joined(socket, room);
  }

  @Override
  public void left(String room) {
    namespace.observers().left(socket, room);
  }

  /**
   * Sends a packet. A packet for a socket that is just connecting waits until CONNECT is sent.
   *
   * @return false after the end of the socket; then no packet is sent
   */
  boolean send(EncodedPacket packet) {
    if (isDisconnected()) {
      return false;
    }
    if (connectSent || !isConnected() || awaitConnectSent()) {
      client.send(packet, this);
    }
    return true;
  }

  /** Lets all packets pass up to the last packet of the socket. */
  @Override
  public boolean passes(EncodedPacket packet) {
    if (gateClosed) {
      return false;
    }
    if (packet == last) {
      gateClosed = true;
    }
    return true;
  }

  /** Drops unwritten packets and all later ones. Event loop only. */
  void closeGate() {
    gateClosed = true;
  }

  /** Waits for {@link #connect} by taking its lock. No code blocks under this lock. */
  private synchronized boolean awaitConnectSent() {
    return connectSent;
  }

  @Override
  public void emitWithAck(long ackId, EncodedPacket event, AckListener listener) {
    if (acks.add(ackId, listener)) {
      deliver(event);
    }
  }

  @Override
  public void forget(long ackId) {
    acks.expired(ackId);
  }

  @Override
  public void disconnect(boolean close) {
    socket.disconnect(close);
  }

  @Override
  public Payload details() {
    return SocketDetails.of(socket);
  }

  /** Handles a packet of the client for this socket. Event loop only. */
  void receive(Packet packet) {
    switch (packet.header().type()) {
      case EVENT -> {
        int size = packet.payload().size();
        client.window().arrived(size);
        Runnable event =
            () -> {
              client.window().taken(size);
              events.received(packet);
            };
        SocketSettings settings = namespace.settings();
        if (settings.modes().runsOnEventLoop(packet.payload(), settings.codec())) {
          mailbox.executeHere(event);
        } else {
          mailbox.execute(event);
        }
      }
      case ACK -> acks.acknowledged(packet.header().ackId(), packet.payload());
      case DISCONNECT -> {
        closeGate();
        client.remove(this);
        disconnected(DisconnectReason.CLIENT_NAMESPACE_DISCONNECT);
      }
      case CONNECT, CONNECT_ERROR ->
          throw new IllegalStateException("routed to a socket: " + packet);
    }
  }

  /** Notifies the observers that the connection has another transport. */
  void upgraded() {
    if (isConnected()) {
      namespace.observers().upgraded(socket);
    }
  }

  /** Runs user code and reports its exceptions to the error handler only. */
  boolean guard(String occasion, EventAction action) {
    return events.guard(occasion, action);
  }

  void failed(String occasion, Throwable error) {
    events.failed(occasion, error);
  }
}
