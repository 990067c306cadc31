package io.sidecast.socket;

/** Thrown when an event is not acknowledged. */
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
