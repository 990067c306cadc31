package io.sidecast.cluster;

/**
 * Thrown when bytes from the broker are not an envelope that this node can read, and when an
 * envelope cannot be encoded.
 */
final class EnvelopeException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  EnvelopeException(String message) {
    super(message);
  }

  EnvelopeException(String message, Throwable cause) {
    super(message, cause);
  }
}
