package io.sidecast.socket;

import org.jspecify.annotations.Nullable;

/** Thrown by a middleware to refuse a socket. The client gets the message and the data. */
public final class ConnectRefusedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient @Nullable Object data;

  /**
   * Refuses with a message.
   *
   * @param message the message of the client's {@code connect_error}
   */
  public ConnectRefusedException(String message) {
    this(message, null);
  }

  /**
   * Refuses with a message and data.
   *
   * @param message the message of the client's {@code connect_error}
   * @param data its data; any value that can be emitted
   */
  public ConnectRefusedException(String message, @Nullable Object data) {
    super(message);
    this.data = data;
  }

  /**
   * More about the refusal.
   *
   * @return the data for the client, or null
   */
  public @Nullable Object data() {
    return data;
  }
}
