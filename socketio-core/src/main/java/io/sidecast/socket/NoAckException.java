package io.sidecast.socket;

/** The client did not acknowledge an event. */
public final class NoAckException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * Creates an exception.
   *
   * @param message why there is no answer
   */
  public NoAckException(String message) {
    super(message);
  }
}
