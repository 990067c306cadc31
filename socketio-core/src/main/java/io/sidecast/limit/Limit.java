package io.sidecast.limit;

/**
 * A bound on what one client, or all clients together, may hold on a server. Each has a default
 * that no honest client reaches; {@code SocketIoServerBuilder.limit} changes it, and {@code
 * ServerStats.limitHits} counts how often it was reached.
 *
 * @since 0.1.0
 */
public enum Limit {

  /**
   * The connections of a server: its Engine.IO sessions; by default no limit. A further handshake
   * is refused with the status 503.
   */
  CONNECTIONS(Long.MAX_VALUE),

  /**
   * The connections of one address, or of one IPv6 network of 64 bits; by default no limit, because
   * many clients may share an address. A further handshake is refused with the status 429. Behind
   * proxies, {@code trustedProxies} must name them, because all their clients have their address
   * otherwise.
   */
  CONNECTIONS_PER_ADDRESS(Long.MAX_VALUE),

  /**
   * The polling sessions that were opened on one TCP connection and are alive; default 1,000. A
   * browser opens a few on a connection. A proxy sends the requests of many clients on it, but each
   * waiting poll needs a connection to itself, and a session that upgrades to WebSocket counts no
   * more. A further handshake is refused with the status 429, and the TCP connection is closed.
   */
  SESSIONS_PER_TCP_CONNECTION(1_000),

  /**
   * The CONNECT packets of one connection before its first namespace is connected; default 200,
   * because a client may send one for each of 100 namespaces at once, and again after a refusal.
   * The connection is closed. It is closed at the first packet of another type.
   */
  PACKETS_BEFORE_CONNECT(200),

  /**
   * The bytes of the names and the handshakes in these packets; default 256 KiB, which is 100
   * namespaces with tokens of 2 KiB. The connection is closed.
   */
  BYTES_BEFORE_CONNECT(256 * 1024),

  /**
   * The bytes of the handshake ({@code auth}) of a CONNECT packet, as sent; default 64 KiB. The
   * client receives a {@code connect_error}.
   */
  AUTH_BYTES(64 * 1024),

  /**
   * The bytes of the names and the handshakes of all namespaces of one connection, those that wait
   * for a decision included; default 256 KiB, which is 100 namespaces with tokens of 2 KiB. A
   * server stores them as long as the sockets. The client receives a {@code connect_error}.
   */
  HANDSHAKE_BYTES(256 * 1024),

  /**
   * The values in the JSON or MessagePack data of one packet, at any depth; default 100,000. The
   * connection is closed.
   */
  JSON_NODES(100_000),

  /**
   * The namespaces of one connection, those that wait for a decision included; default 100. The
   * client receives a {@code connect_error}.
   */
  NAMESPACES_PER_CONNECTION(100),

  /**
   * The child namespaces of all parent namespaces of a server; default 100,000. A child counts
   * once, and once more for each further 100 characters of its name. Children without sockets are
   * removed for a further one, the longest unused first. Children stay that the application has
   * named with {@code of(name)}, or to which it has added a middleware or a handler. If no child
   * can be removed, the client receives a {@code connect_error}.
   */
  CHILD_NAMESPACES(100_000),

  /**
   * The characters of the name of a room or of a namespace; default 16,384. The connection of a
   * client that names a longer namespace is closed. The stage of a join of a longer room fails with
   * an {@link IllegalStateException}.
   */
  NAME_LENGTH(16 * 1024),

  /**
   * The rooms of one socket, besides the room of its own id; default 10,000. A room counts once,
   * and once more for each further 100 characters of its name. The stage of the join fails with an
   * {@link IllegalStateException}.
   */
  ROOMS_PER_SOCKET(10_000),

  /**
   * The bytes of the events of all clients of a server that wait for handlers, or for the rest of
   * their attachments; default 64 MiB. A client for which events wait is read again when they are
   * taken. A client that owes an acknowledgement is read nevertheless. Its connection is closed
   * when more than 64 KiB of its events wait, and so is that of a client with more than 64 KiB of
   * one incomplete packet.
   */
  WAITING_EVENT_BYTES(64 << 20),

  /**
   * The bytes of server-side events of one namespace that wait for handlers on this node; default 1
   * MiB. A further event is dropped with a warning, and fails if it requests an acknowledgement.
   */
  WAITING_SERVER_SIDE_BYTES(1 << 20),

  /**
   * The bytes of other nodes' emits that wait for the event loops of this node; default 64 MiB. A
   * further emit is dropped and reported to {@code onMessagesLost}; if it requests an
   * acknowledgement, its sender is notified.
   */
  WAITING_CLUSTER_BYTES(64 << 20),

  /**
   * The bytes of emitted events of one socket that wait for handlers of outgoing events ({@code
   * onAnyOutgoing}); default 1 MiB. The client receives a further event, and the handlers do not.
   */
  WAITING_OUTGOING_BYTES(1 << 20),

  /**
   * The bytes that wait for all clients that read more slowly than the server sends; default a
   * quarter of the maximum heap. The clients for which most bytes wait are disconnected as slow
   * clients, one after another until the rest fits. Volatile events never wait for such a client.
   */
  SLOW_CLIENT_BYTES(Runtime.getRuntime().maxMemory() / 4),

  /**
   * The bytes that a server stores of all request bodies and WebSocket messages that have not
   * arrived completely; default an eighth of the maximum heap. Up to 4 KiB of each are not counted.
   * The body that exceeds the limit is refused with 503, and the WebSocket is closed with the code
   * 1013 (try again later). A body or message of any allowed size may arrive while there is no
   * other.
   */
  INCOMPLETE_BYTES(Runtime.getRuntime().maxMemory() / 8),

  /**
   * The acknowledgements that the client of one socket awaits: events whose handlers have received
   * an {@code Ack}, have not used it, and still can; default 10,000. The connection is closed.
   */
  OWED_ACKS(10_000),

  /**
   * The acknowledgements that the client of one socket has not sent yet; default 10,000. The event
   * is not sent, and the stage of the emit fails with a {@code NoAckException}.
   */
  PENDING_ACKS(10_000),

  /**
   * The events and CONNECT packets that one connection sends in a second; by default no limit. It
   * is an average of ten seconds: so many times ten may arrive at once. The connection is closed.
   */
  EVENTS_PER_SECOND(Long.MAX_VALUE),

  /**
   * The bytes of messages that one connection sends in a second, as an average of ten seconds; by
   * default no limit. The connection is closed.
   */
  BYTES_PER_SECOND(Long.MAX_VALUE);

  private final long defaultValue;

  Limit(long defaultValue) {
    this.defaultValue = defaultValue;
  }

  /**
   * Returns the value that applies unless the server is built with another one.
   *
   * @return a positive number
   */
  public long defaultValue() {
    return defaultValue;
  }
}
