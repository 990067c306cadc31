package io.sidecast.packet;

import org.jspecify.annotations.Nullable;

/**
 * Reports a message that is not a packet, or a value that cannot be encoded.
 *
 * @since 0.1.0
 */
public final class PacketException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * Creates an exception.
   *
   * @param message the error
   */
  public PacketException(String message) {
    super(message);
  }

  /**
   * Creates an exception with a cause.
   *
   * @param message the error
   * @param cause the exception of the parser or the serialiser; null for none
   */
  public PacketException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
