package io.sidecast.socket;

import org.jspecify.annotations.Nullable;

/**
 * Thrown by a middleware to refuse a socket. The client receives the message and the data in a
 * CONNECT_ERROR packet (Socket.IO protocol, section "Connection to a namespace").
 *
 * @since 0.1.0
 */
public final class ConnectRefusedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient @Nullable Object data;

  /**
   * Creates an exception with a message.
   *
   * @param message the message of the client's {@code connect_error} event
   */
  public ConnectRefusedException(String message) {
    this(message, null);
  }

  /**
   * Creates an exception with a message and data.
   *
   * @param message the message of the client's {@code connect_error} event
   * @param data the data of the client's {@code connect_error} event: any value that Jackson
   *     serialises, or null
   */
  public ConnectRefusedException(String message, @Nullable Object data) {
    super(message);
    this.data = data;
  }

  /**
   * Returns the data for the client.
   *
   * @return the data, or null
   */
  public @Nullable Object data() {
    return data;
  }
}
