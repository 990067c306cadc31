package io.sidecast.cluster.message;

/**
 * Reports an envelope that is not signed with a key of this node, or that was signed too long ago
 * or has arrived before.
 */
public final class RefusedEnvelopeException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** Creates an exception without a stack trace, because a publisher can cause it at any rate. */
  RefusedEnvelopeException(String message) {
    super(message, null, false, false);
  }
}
