package io.sidecast.broker;

import org.jspecify.annotations.Nullable;

/** A broker could not do what was asked. The message says what to do about it. */
public final class BrokerException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** What went wrong. */
  public enum Kind {
    /** A setting is unknown or has a bad value. */
    BAD_CONFIG,
    /** The broker refused the credentials or the permission. */
    REFUSED,
    /** There is no connection now. */
    UNAVAILABLE,
    /** The broker did not answer in time. */
    TIMEOUT,
    /** The envelope exceeds what the broker takes. */
    TOO_LARGE,
    /** The broker object has been closed by its owner. */
    CLOSED,
    /** The broker answered with another error. */
    FAILED
  }

  /** The kind of failure. */
  private final Kind kind;

  /**
   * Creates an exception without a cause.
   *
   * @param kind what went wrong
   * @param message what happened and what to do about it
   */
  public BrokerException(Kind kind, String message) {
    this(kind, message, null);
  }

  /**
   * Creates an exception.
   *
   * @param kind what went wrong
   * @param message what happened and what to do about it
   * @param cause the error of the broker's client, if there was one
   */
  public BrokerException(Kind kind, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  /**
   * What went wrong.
   *
   * @return the kind
   */
  public Kind kind() {
    return kind;
  }
}
