package io.sidecast.socket;

import io.sidecast.adapter.Member;
import io.sidecast.packet.EncodedPacket;
import io.sidecast.packet.Packet;
import io.sidecast.packet.PacketException;
import io.sidecast.packet.PacketType;
import io.sidecast.packet.Payload;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * The life of one socket: from the CONNECT packet to its end. Any thread; user code runs in the
 * mailbox only.
 */
final class SocketMember implements Member {

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
  private final EventListeners listeners;
  private final PendingAcks acks = new PendingAcks();
  private volatile State state = State.CONNECTING;
  private volatile boolean announced;
  private volatile Set<String> lastRooms = Set.of();
  private @Nullable ConcurrentMap<String, Object> data;

  SocketMember(Socket socket, Namespace namespace, Client client, EventListeners listeners) {
    this.listeners = listeners;
    this.socket = socket;
    this.namespace = namespace;
    this.client = client;
    this.id = client.newSocketId(namespace);
    this.mailbox = new Mailbox(namespace.settings().handlers(), client::setPressure);
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

  Mailbox mailbox() {
    return mailbox;
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
    return isConnected() ? namespace.adapter().roomsOf(this) : lastRooms;
  }

  /** Runs a task on the event loop of the client, between two of its packets. */
  void onLoop(Duration delay, Runnable task) {
    client.onLoop(delay, task);
  }

  /** The middlewares have let the socket pass. Does nothing if the client has left meanwhile. */
  synchronized boolean connect() {
    if (state != State.CONNECTING) {
      return false;
    }
    state = State.CONNECTED;
    namespace.add(this);
    client.connected();
    client.sendConnected(this);
    announced = true;
    return true;
  }

  /** A middleware has refused the socket. */
  synchronized void refuse(Map<String, Object> error) {
    if (state == State.CONNECTING) {
      state = State.DISCONNECTED;
      namespace.notAdmitted();
      client.remove(this);
      try {
        client.sendError(namespace.name(), error);
      } catch (PacketException e) {
        failed("data of a refusal", e);
        client.sendError(namespace.name(), Map.of("message", error.get("message")));
      }
    }
  }

  /** The socket leaves its namespace, for whatever reason, once. */
  void disconnected(DisconnectReason reason) {
    if (leave()) {
      acks.close();
      client.farewells().begin();
      mailbox.release(); // the loop may end before it does so
      mailbox.execute(
          () -> {
            try {
              tell(listeners.disconnecting(), reason);
              tell(listeners.disconnect(), reason);
            } finally {
              client.farewells().end(); // also if the user's error handler throws
            }
          });
    }
  }

  private void tell(List<EventHandler<DisconnectReason>> handlers, DisconnectReason reason) {
    for (EventHandler<DisconnectReason> handler : handlers) {
      guard("disconnect", () -> handler.handle(reason));
    }
  }

  private synchronized boolean leave() {
    boolean wasConnected = state == State.CONNECTED;
    if (wasConnected) {
      lastRooms = namespace.adapter().roomsOf(this);
      namespace.remove(this);
    } else if (state == State.CONNECTING) {
      namespace.notAdmitted();
    }
    state = State.DISCONNECTED;
    return wasConnected;
  }

  void disconnect() {
    if (isConnected()) {
      var header = new Packet.Header(PacketType.DISCONNECT, namespace.name());
      client.send(namespace.settings().codec().encode(header, null));
      disconnected(DisconnectReason.SERVER_NAMESPACE_DISCONNECT);
    }
  }

  void closeConnection() {
    client.disconnectAll();
  }

  /** An emit that finds the socket just connected waits until the client has been told its id. */
  @Override
  public void deliver(EncodedPacket packet) {
    if (announced || !isConnected() || awaitAnnouncement()) {
      client.send(packet);
    }
    tellOutgoing(packet);
  }

  /** Takes the lock under which {@link #connect} runs, for a moment: nothing waits in there. */
  private synchronized boolean awaitAnnouncement() {
    return announced;
  }

  private void tellOutgoing(EncodedPacket packet) {
    List<AnyEventHandler> watching = listeners.outgoing();
    if (!watching.isEmpty()) {
      mailbox.post(
          () -> {
            Event event = Event.sent(packet, namespace.settings());
            tell(watching, event);
          },
          packet.size());
    }
  }

  @Override
  public void ask(long ackId, EncodedPacket event, AckListener listener) {
    acks.add(ackId, listener);
    deliver(event);
  }

  @Override
  public void forget(long ackId) {
    acks.remove(ackId);
  }

  @Override
  public void disconnect(boolean close) {
    socket.disconnect(close);
  }

  @Override
  public Payload details() {
    return SocketDetails.of(socket);
  }

  /** A packet of the client for this socket. Event loop. */
  void receive(Packet packet) {
    switch (packet.header().type()) {
      case EVENT -> mailbox.post(() -> handle(packet), packet.payload().size());
      case ACK -> acks.answered(packet.header().ackId(), packet.payload());
      case DISCONNECT -> {
        client.remove(this);
        disconnected(DisconnectReason.CLIENT_NAMESPACE_DISCONNECT);
      }
      case CONNECT, CONNECT_ERROR ->
          throw new IllegalStateException("routed to a socket: " + packet);
    }
  }

  private void handle(Packet packet) {
    if (!isConnected()) {
      return;
    }
    Event event;
    try {
      event = Event.received(packet, namespace.settings());
    } catch (RuntimeException e) {
      client.reject(e);
      return;
    }
    var ack = new SingleAck(packet.header(), event.name(), this);
    if (passes(event)) {
      tell(listeners.incoming(), event);
      boolean handled = true;
      for (AckEventHandler<Arguments> listener : listeners.of(event.name())) {
        handled &= guard("event " + event.name(), () -> listener.handle(event.arguments(), ack));
      }
      if (!handled) {
        ack.sendDefault();
      }
    } else {
      ack.sendDefault();
    }
  }

  /** Sends the acknowledgement of an event. */
  void answer(EncodedPacket answer) {
    client.send(answer);
  }

  private boolean passes(Event event) {
    for (EventMiddleware middleware : listeners.middlewares()) {
      boolean passed =
          guard(
              "middleware of event " + event.name(),
              () -> middleware.check(event.name(), event.arguments()));
      if (!passed) {
        return false;
      }
    }
    return true;
  }

  private void tell(List<AnyEventHandler> handlers, Event event) {
    for (AnyEventHandler handler : handlers) {
      guard("event " + event.name(), () -> handler.handle(event.name(), event.arguments()));
    }
  }

  /** Runs user code; what it throws goes to the error handler, and nowhere else. */
  boolean guard(String occasion, EventAction action) {
    try {
      action.handle();
      return true;
    } catch (Throwable e) {
      failed(occasion, e);
      return false;
    }
  }

  void failed(String occasion, Throwable error) {
    namespace.settings().errors().onError(socket, occasion, error);
  }
}
