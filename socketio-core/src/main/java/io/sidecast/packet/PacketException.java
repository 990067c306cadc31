package io.sidecast.packet;

/** A message is not a packet, or a value cannot be encoded in one. */
public final class PacketException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * Creates an exception.
   *
   * @param message what is wrong
   */
  public PacketException(String message) {
    super(message);
  }

  /**
   * Creates an exception.
   *
   * @param message what is wrong
   * @param cause the parser's or serialiser's error
   */
  public PacketException(String message, Throwable cause) {
    super(message, cause);
  }
}
