package io.sidecast.broker;

import java.time.Duration;
import java.util.concurrent.CompletionException;
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
   * A setting is bad.
   *
   * @param message which, and what would be good; never a password
   * @return an exception of kind {@link Kind#BAD_CONFIG}
   */
  public static BrokerException badConfig(String message) {
    return new BrokerException(Kind.BAD_CONFIG, message);
  }

  /**
   * An envelope is too large.
   *
   * @param bytes its size
   * @param most what would go
   * @param limit how the setting is called that says so
   * @return an exception of kind {@link Kind#TOO_LARGE}
   */
  public static BrokerException tooLarge(int bytes, int most, String limit) {
    String message = "envelope of %,d bytes exceeds the broker's %,d: send less or raise %s";
    return new BrokerException(Kind.TOO_LARGE, message.formatted(bytes, most, limit));
  }

  /**
   * A server cannot be reached.
   *
   * @param server which, such as {@code Redis at 127.0.0.1:6379}
   * @param cause what the client says
   * @return an exception of kind {@link Kind#UNAVAILABLE}
   */
  public static BrokerException unreachable(String server, Throwable cause) {
    String why = cause.getMessage() == null ? "it closed the connection" : cause.getMessage();
    String message = "%s cannot be reached: is it running, and is the address right? (%s)";
    return new BrokerException(Kind.UNAVAILABLE, message.formatted(server, why), cause);
  }

  /**
   * No answer came in time.
   *
   * @param server of which server, such as {@code Redis at 127.0.0.1:6379}
   * @param timeout within which time
   * @param cause what the client says, if it does
   * @return an exception of kind {@link Kind#TIMEOUT}
   */
  public static BrokerException timeout(
      String server, Duration timeout, @Nullable Throwable cause) {
    String message =
        "%s did not answer within %d ms: is it frozen, overloaded or cut off, or does only one side"
            + " speak TLS?";
    return new BrokerException(Kind.TIMEOUT, message.formatted(server, timeout.toMillis()), cause);
  }

  /**
   * The owner has closed the broker.
   *
   * @return an exception of kind {@link Kind#CLOSED}
   */
  public static BrokerException closed() {
    return new BrokerException(Kind.CLOSED, "this broker has been closed: open a new one");
  }

  /**
   * What a stage failed with, without what stages wrap around it.
   *
   * @param failure what the stage tells
   * @return the broker's own exception, or one of kind {@link Kind#FAILED} around a bug
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
   * What went wrong.
   *
   * @return the kind
   */
  public Kind kind() {
    return kind;
  }
}
