package io.sidecast.packet;

import io.sidecast.limit.Limit;
import org.jspecify.annotations.Nullable;

/**
 * Reports a message that is not a packet, or a value that cannot be encoded.
 *
 * @since 0.1.0
 */
public final class PacketException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final @Nullable Limit limit;

  /**
   * Creates an exception.
   *
   * @param message the error
   */
  public PacketException(String message) {
    super(message);
    this.limit = null;
  }

  /**
   * Creates an exception with a cause.
   *
   * @param message the error
   * @param cause the exception of the parser or the serialiser; null for none
   */
  public PacketException(String message, @Nullable Throwable cause) {
    super(message, cause);
    this.limit = null;
  }

  /** Creates an exception for a packet that exceeds a limit. */
  PacketException(String message, Limit limit) {
    super(message);
    this.limit = limit;
  }

  /**
   * Returns the limit that the packet exceeds.
   *
   * @return the limit, or null if the packet is malformed
   */
  public @Nullable Limit limit() {
    return limit;
  }
}
