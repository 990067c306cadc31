package io.sidecast.cluster.message;

import org.jspecify.annotations.Nullable;

/**
 * Thrown when bytes from the broker are not an envelope that this node can read, and when an
 * envelope cannot be encoded.
 */
public final class EnvelopeException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  EnvelopeException(String message) {
    super(message);
  }

  EnvelopeException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
