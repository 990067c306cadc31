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
   * The bytes of handshakes that one connection may have waiting for a decision before its first
   * namespace is connected; default 256 KiB, which is 100 namespaces with tokens of 2 KiB. The
   * connection is closed.
   */
  BYTES_BEFORE_CONNECT(256 * 1024),

  /**
   * The bytes of the handshake ({@code auth}) of a CONNECT packet, as sent; default 64 KiB. The
   * client receives a {@code connect_error}.
   */
  AUTH_BYTES(64 * 1024),

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
   * The child namespaces of all parent namespaces of a server; default 100,000. The client receives
   * a {@code connect_error}.
   */
  CHILD_NAMESPACES(100_000),

  /**
   * The rooms of one socket, besides the room of its own id; default 10,000. The stage of the join
   * fails with an {@link IllegalStateException}.
   */
  ROOMS_PER_SOCKET(10_000),

  /**
   * The bytes of server-side events of one namespace that wait for handlers on this node; default 1
   * MiB. A further event is dropped with a warning, and fails if it requests an acknowledgement.
   */
  WAITING_SERVER_SIDE_BYTES(1 << 20),

  /**
   * The bytes of emitted events of one socket that wait for handlers of outgoing events ({@code
   * onAnyOutgoing}); default 1 MiB. The client receives a further event, and the handlers do not.
   */
  WAITING_OUTGOING_BYTES(1 << 20),

  /**
   * The acknowledgements that the client of one socket has not sent yet; default 10,000. The event
   * is not sent, and the stage of the emit fails with a {@code NoAckException}.
   */
  PENDING_ACKS(10_000);

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
