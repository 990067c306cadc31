package io.sidecast.socket;

/**
 * Thrown when an event is not acknowledged.
 *
 * @since 0.1.0
 */
public final class NoAckException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * Creates an exception.
   *
   * @param message the reason why no acknowledgement was received
   */
  public NoAckException(String message) {
    super(message);
  }
}
