package io.sidecast.socket;

import io.sidecast.connection.Connection;
import io.sidecast.connection.ConnectionHandler;
import io.sidecast.connection.DisconnectReason;
import io.sidecast.limit.Limit;
import io.sidecast.limit.Limits;
import io.sidecast.packet.EncodedPacket;
import io.sidecast.packet.Packet;
import io.sidecast.packet.PacketDecoder;
import io.sidecast.packet.PacketException;
import io.sidecast.packet.PacketType;
import io.sidecast.packet.Payload;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * A client: one connection and its sockets, at most one in each namespace.
 *
 * <p>A client of Socket.IO 2 joins the namespace {@code /} without a request, receives no socket id
 * in the CONNECT packet of the server, and receives the bare data or message of an error instead of
 * an object.
 *
 * <p>Thread-safe, except {@link #start} and the methods of {@link ConnectionHandler}, which are
 * called on the event loop of the connection.
 */
final class Client implements ConnectionHandler {

  private static final int OLD_PROTOCOL = 3;
  private static final int PUBLIC_ID_LENGTH = 12;

  private final Connection connection;
  private final Namespaces namespaces;
  private final boolean old;
  private final PacketDecoder decoder;

  /** Null before the first packet with attachments, because most clients send none. */
  private @Nullable IncompletePacket incomplete;

  private final ReceiveWindow window;

  /** The requested namespaces whose creation is not decided yet. Event loop only. */
  private Map<String, Handshake> pendingNamespaces = Map.of();

  private final Limits limits;
  private final ClientLimits own;

  private boolean closed;

  /** Null after a socket has connected. */
  private volatile @Nullable Future<?> connectDeadline;

  /**
   * The sockets by namespace. A socket that the server has disconnected stays in the map, so that
   * late packets for it are dropped and do not close the connection.
   */
  private volatile Map<String, SocketLifecycle> sockets = Map.of();

  Client(Connection connection, Namespaces namespaces) {
    this.connection = connection;
    this.namespaces = namespaces;
    this.old = connection.protocol() == OLD_PROTOCOL;
    this.decoder = namespaces.settings().codec().newDecoder();
    this.limits = namespaces.settings().limits();
    this.own = new ClientLimits(limits);
    this.window = new ReceiveWindow(connection, namespaces);
    this.connectDeadline =
        connection.schedule(
            namespaces.settings().timeouts().connect(),
            () ->
                connection.refuse(
                    DisconnectReason.FORCED_SERVER_CLOSE,
                    "no namespace was joined within the connect timeout"));
  }

  /** Starts the client after its connection has opened. */
  void start() {
    if (old) {
      connect(V2ConnectPacket.read("/"));
    }
  }

  @Override
  public void onText(byte[] utf8) {
    if (isCut(own.message(utf8.length))) {
      return;
    }
    try {
      Packet packet = decoder.text(utf8);
      if (packet == null && !isAdmitted()) {
        refuse(PacketType.EVENT); // attachments would be stored before the client may send events
      } else {
        received(packet, utf8.length);
      }
    } catch (PacketException e) {
      reject(e);
    }
  }

  @Override
  public void onBinary(byte[] bytes) {
    if (isCut(own.message(bytes.length))) {
      return;
    }
    try {
      received(decoder.binary(bytes), bytes.length);
    } catch (PacketException e) {
      reject(e);
    }
  }

  /**
   * Routes the packet that is complete with a message, or counts the message.
   *
   * @param packet the packet; null if attachments are missing
   * @param size the bytes of the message
   */
  private void received(@Nullable Packet packet, int size) {
    if (packet == null) {
      isCut(incomplete().part(size));
    } else {
      endIncomplete();
      route(packet);
    }
  }

  private IncompletePacket incomplete() {
    if (incomplete == null) {
      incomplete = new IncompletePacket(connection, window, namespaces);
    }
    return incomplete;
  }

  private void endIncomplete() {
    if (incomplete != null) {
      incomplete.end();
    }
  }

  private void route(Packet packet) {
    PacketType type = packet.header().type();
    V2ConnectPacket asked = old && type == PacketType.CONNECT ? readV2(packet) : null;
    String name = asked == null ? packet.header().namespace() : asked.namespace();
    boolean counts = type == PacketType.EVENT || type == PacketType.CONNECT;
    if (isCut(own.name(name)) || (counts && isCut(own.event()))) {
      return;
    }
    SocketLifecycle socket = sockets.get(name);
    if (pendingNamespaces.containsKey(name)) {
      refuse(type);
    } else if (type == PacketType.CONNECT && (socket == null || socket.isDisconnected())) {
      if (asked != null) {
        connect(asked);
      } else if (mayConnect(name, packet.payload().size())) {
        connect(name, packet.payload());
      }
    } else if (socket == null || socket.isConnecting() || !isForSocket(type)) {
      refuse(type);
    } else if (socket.isConnected()) {
      socket.receive(packet);
    } else if (type == PacketType.EVENT) {
      dropped(); // the server disconnected the socket before
    }
  }

  /** Closes the connection if a limit is exceeded. Returns whether it is. */
  private boolean isCut(@Nullable Limit exceeded) {
    if (exceeded != null) {
      cut(exceeded);
    }
    return exceeded != null;
  }

  /** Closes the connection because it has exceeded a limit. Thread-safe. */
  void cut(Limit exceeded) {
    connection.refuse(DisconnectReason.LIMIT_EXCEEDED, "limit exceeded: " + exceeded);
  }

  private void refuse(PacketType type) {
    String why = type + " packet in a state that does not allow it";
    connection.refuse(DisconnectReason.FORCED_SERVER_CLOSE, why);
  }

  private static boolean isForSocket(PacketType type) {
    return type == PacketType.EVENT || type == PacketType.ACK || type == PacketType.DISCONNECT;
  }

  private static V2ConnectPacket readV2(Packet packet) {
    return V2ConnectPacket.read(packet.header().namespace());
  }

  /**
   * Returns whether a CONNECT packet stays within the limits. If not, the client receives an error,
   * or the connection is closed.
   */
  private boolean mayConnect(String name, int authBytes) {
    if (!isAdmitted() && isCut(own.beforeConnect(name.length() + authBytes))) {
      return false;
    }
    int bytes = name.length() + authBytes;
    if (namespaceCount() >= limits.of(Limit.NAMESPACES_PER_CONNECTION)
        || handshakeBytes() + bytes > limits.of(Limit.HANDSHAKE_BYTES)) {
      forgetDisconnected();
    }
    if (limits.isExceeded(Limit.AUTH_BYTES, authBytes)
        || limits.isExceeded(Limit.HANDSHAKE_BYTES, handshakeBytes() + bytes)) {
      refuseConnect(name, "auth is too large");
      return false;
    }
    if (limits.isExceeded(Limit.NAMESPACES_PER_CONNECTION, namespaceCount() + 1)) {
      refuseConnect(name, "too many namespaces");
      return false;
    }
    return true;
  }

  private int namespaceCount() {
    return sockets.size() + pendingNamespaces.size();
  }

  /** Returns the bytes of the names and handshakes of this client, undecided ones included. */
  private int handshakeBytes() {
    int bytes = 0;
    for (Map.Entry<String, SocketLifecycle> socket : sockets.entrySet()) {
      bytes += socket.getKey().length() + socket.getValue().socket().handshake().authBytes();
    }
    for (Map.Entry<String, Handshake> pending : pendingNamespaces.entrySet()) {
      bytes += pending.getKey().length() + pending.getValue().authBytes();
    }
    return bytes;
  }

  private void connect(V2ConnectPacket asked) {
    if (mayConnect(asked.namespace(), asked.size())) {
      var handshake =
          Handshake.of(connection.request(), asked.query(), asked.size(), namespaces.settings());
      connect(asked.namespace(), handshake);
    }
  }

  private void connect(String name, Payload auth) {
    var handshake = Handshake.of(connection.request(), auth, namespaces.settings());
    connect(name, handshake);
  }

  private void connect(String name, Handshake handshake) {
    Namespace namespace = namespaces.enter(name);
    if (namespace != null || !namespaces.hasParents()) {
      admit(name, namespace, handshake);
      return;
    }
    if (pendingNamespaces.isEmpty()) {
      pendingNamespaces = new HashMap<>(2);
    }
    pendingNamespaces.put(name, handshake);
    namespaces
        .enterOrCreate(name, handshake.auth())
        .whenComplete(
            (found, failure) ->
                onLoop(
                    Duration.ZERO,
                    () -> {
                      noLongerPending(name);
                      if (failure == null) {
                        admit(name, found, handshake);
                      } else if (!closed) {
                        refuseConnect(name, "too many namespaces");
                      }
                    }));
  }

  private void noLongerPending(String name) {
    pendingNamespaces.remove(name);
    if (pendingNamespaces.isEmpty()) {
      pendingNamespaces = Map.of();
    }
  }

  /** Starts the middlewares of a namespace that this client has entered. */
  private void admit(String name, @Nullable Namespace namespace, Handshake handshake) {
    if (closed) {
      if (namespace != null) {
        namespace.leave();
      }
      return;
    }
    if (namespace == null) {
      connection.logRefusal("CONNECT to a namespace that does not exist");
      sendError(name, "Invalid namespace");
      return;
    }
    var socket = new Socket(namespace, this, handshake);
    add(socket.member());
    namespace.admit(socket.member());
  }

  /** Refuses a CONNECT packet because of a limit. The connection stays open. */
  private void refuseConnect(String namespace, String reason) {
    connection.logRefusal("CONNECT: " + reason);
    sendError(namespace, reason);
  }

  private void sendError(String namespace, String message) {
    connection.send(error(namespace, Map.of("message", message)));
  }

  /** Runs a task on the event loop, soon. Thread-safe. */
  void execute(Runnable task) {
    connection.execute(task);
  }

  void onLoop(Duration delay, Runnable task) {
    Future<?> unused = connection.schedule(delay, task);
  }

  /** Disconnects the client for a malformed packet. No other client is affected. */
  void reject(Exception cause) {
    if (cause instanceof PacketException packet && packet.limit() != null) {
      limits.count(packet.limit());
    }
    connection.refuse(DisconnectReason.FORCED_CLOSE, "a packet that cannot be decoded");
  }

  @Override
  public void onUpgrade() {
    sockets.values().forEach(SocketLifecycle::upgraded);
  }

  @Override
  public void onClose(DisconnectReason reason, String detail) {
    closed = true;
    endIncomplete();
    endDeadline();
    leaveAll(reason);
  }

  /** Returns the name of the transport that carries the connection now. */
  String transport() {
    return connection.transport();
  }

  /**
   * Returns an id that all sockets of the connection share: a hash of the session id, which is a
   * secret.
   */
  String publicId() {
    byte[] hash = sha256(connection.id().getBytes(StandardCharsets.UTF_8));
    return Base64.getUrlEncoder().encodeToString(hash).substring(0, PUBLIC_ID_LENGTH);
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }

  CompletionStage<Void> whenWritable() {
    return connection.whenWritable();
  }

  void send(EncodedPacket packet, SocketLifecycle sender) {
    connection.send(packet, sender);
  }

  DisconnectHandlers disconnectHandlers() {
    return namespaces.disconnectHandlers();
  }

  /** Returns the id of a new socket. */
  String newSocketId(Namespace namespace) {
    return old && namespace.name().equals("/")
        ? connection.id()
        : namespace.adapter().newSocketId();
  }

  void sendConnected(SocketLifecycle socket) {
    var header = new Packet.Header(PacketType.CONNECT, socket.namespaceName());
    Object data = old ? null : Map.of("sid", socket.id());
    send(namespaces.settings().codec().encode(header, data), socket);
  }

  /**
   * Encodes the packet that refuses a namespace.
   *
   * @param error an object with a message and optional data
   */
  EncodedPacket error(String namespace, Map<String, Object> error) {
    var header = new Packet.Header(PacketType.CONNECT_ERROR, namespace);
    Object data = old ? error.getOrDefault("data", error.get("message")) : error;
    return namespaces.settings().codec().encode(header, data);
  }

  /** Logs that a middleware has refused a socket of this client. Thread-safe. */
  void logRefusal() {
    connection.logRefusal("CONNECT that a middleware refuses");
  }

  /** Returns whether a socket of this client has connected. */
  private boolean isAdmitted() {
    return connectDeadline == null;
  }

  /** Cancels the deadline for the first namespace. */
  void connected() {
    endDeadline();
  }

  private void endDeadline() {
    Future<?> deadline = connectDeadline;
    if (deadline != null) {
      connectDeadline = null;
      deadline.cancel(false);
    }
  }

  /**
   * Adds a socket and closes the gate of its predecessor in the namespace: none of the
   * predecessor's packets, not even the last one, may reach the new socket. Event loop only.
   */
  private synchronized void add(SocketLifecycle socket) {
    var more = new HashMap<>(sockets);
    SocketLifecycle before = more.put(socket.namespaceName(), socket);
    if (before != null) {
      before.closeGate();
    }
    sockets = Map.copyOf(more);
  }

  synchronized void remove(SocketLifecycle socket) {
    var rest = new HashMap<>(sockets);
    if (rest.remove(socket.namespaceName(), socket)) {
      sockets = Map.copyOf(rest);
    }
  }

  /** Removes the sockets that are kept for late packets only. Event loop only. */
  private synchronized void forgetDisconnected() {
    var rest = new HashMap<>(sockets);
    rest.values().removeIf(SocketLifecycle::isDisconnected);
    sockets = Map.copyOf(rest);
  }

  void disconnectAll() {
    sockets.values().forEach(SocketLifecycle::disconnect);
    connection.close(DisconnectReason.FORCED_SERVER_CLOSE);
  }

  private void leaveAll(DisconnectReason reason) {
    Map<String, SocketLifecycle> leaving = sockets;
    leaving.values().forEach(socket -> socket.disconnected(reason));
    leaving.values().forEach(this::remove);
  }

  /** Counts an event that arrived after the server disconnected its socket. */
  void dropped() {
    namespaces.ends().dropped();
  }

  PendingAcks newPendingAcks() {
    return new PendingAcks(window, limits, namespaces.acks());
  }

  ReceiveWindow window() {
    return window;
  }
}
