package io.sidecast.broker;

import java.time.Duration;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * The failure of an operation of a broker. The message describes what happened and what to do about
 * it, and contains no password.
 *
 * @since 0.1.0
 */
public final class BrokerException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** The kinds of failure. */
  public enum Kind {
    /** A setting is unknown or has an invalid value. */
    BAD_CONFIG,
    /** The broker refused the credentials or the permission. */
    REFUSED,
    /** The broker has no connection or accepts no messages at present; a later call may succeed. */
    UNAVAILABLE,
    /** The broker did not respond within the timeout. */
    TIMEOUT,
    /** The envelope exceeds the broker's limit. */
    TOO_LARGE,
    /** The owner has closed the broker object. */
    CLOSED,
    /** The broker or its client library reported another error. */
    FAILED
  }

  /** The kind of failure. */
  private final Kind kind;

  /**
   * Creates an exception without a cause.
   *
   * @param kind the kind of failure
   * @param message what happened and what to do about it
   */
  public BrokerException(Kind kind, String message) {
    this(kind, message, null);
  }

  /**
   * Creates an exception.
   *
   * @param kind the kind of failure
   * @param message what happened and what to do about it
   * @param cause the error of the client library, or null
   */
  public BrokerException(Kind kind, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  /**
   * Creates an exception for an invalid setting.
   *
   * @param message the setting and its valid values, without a password
   * @return an exception of kind {@link Kind#BAD_CONFIG}
   */
  public static BrokerException badConfig(String message) {
    return new BrokerException(Kind.BAD_CONFIG, message);
  }

  /**
   * Creates an exception for an envelope that is too large.
   *
   * @param bytes the size of the envelope in bytes
   * @param most the largest permitted size in bytes
   * @param limit the name of the setting that raises the limit
   * @return an exception of kind {@link Kind#TOO_LARGE}
   */
  public static BrokerException tooLarge(int bytes, int most, String limit) {
    String message =
        "envelope of %,d bytes exceeds the broker's limit of %,d: send less or raise %s";
    return new BrokerException(Kind.TOO_LARGE, message.formatted(bytes, most, limit));
  }

  /**
   * Creates an exception for a server that cannot be reached.
   *
   * @param server the server, for example {@code Redis at 127.0.0.1:6379}
   * @param cause the error of the client library
   * @return an exception of kind {@link Kind#UNAVAILABLE}
   */
  public static BrokerException unreachable(String server, Throwable cause) {
    String why = cause.getMessage() == null ? "it closed the connection" : cause.getMessage();
    String message = "%s cannot be reached: is it running, and is the address right? (%s)";
    return new BrokerException(Kind.UNAVAILABLE, message.formatted(server, why), cause);
  }

  /**
   * Creates an exception for a server that did not respond within the timeout.
   *
   * @param server the server, for example {@code Redis at 127.0.0.1:6379}
   * @param timeout the timeout
   * @param cause the error of the client library, or null
   * @return an exception of kind {@link Kind#TIMEOUT}
   */
  public static BrokerException timeout(
      String server, Duration timeout, @Nullable Throwable cause) {
    String message =
        "%s did not respond within %d ms: is it frozen, overloaded or cut off, or does only one"
            + " side use TLS?";
    return new BrokerException(Kind.TIMEOUT, message.formatted(server, timeout.toMillis()), cause);
  }

  /**
   * Creates an exception for a broker that its owner has closed.
   *
   * @return an exception of kind {@link Kind#CLOSED}
   */
  public static BrokerException closed() {
    return new BrokerException(Kind.CLOSED, "this broker has been closed: open a new one");
  }

  /**
   * Returns the failure of a stage as a {@code BrokerException}, without the {@link
   * CompletionException}s around it.
   *
   * @param failure the failure of the stage
   * @return the {@code BrokerException} itself, or one of kind {@link Kind#FAILED} with any other
   *     failure as its cause
   */
  public static BrokerException of(Throwable failure) {
    if (failure instanceof BrokerException known) {
      return known;
    }
    return failure instanceof CompletionException && failure.getCause() != null
        ? of(failure.getCause())
        : new BrokerException(Kind.FAILED, "the broker's client failed: " + failure, failure);
  }

  /**
   * Returns the kind of failure.
   *
   * @return the kind
   */
  public Kind kind() {
    return kind;
  }
}
