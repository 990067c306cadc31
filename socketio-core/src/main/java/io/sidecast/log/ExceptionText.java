package io.sidecast.log;

import org.jspecify.annotations.Nullable;

/**
 * The text of another library's exception within an exception of this server, with a limited
 * length. Such a text may contain values of any size, for example the path to a value that is
 * nested too deeply. Thread-safe.
 */
public final class ExceptionText {

  private static final int MAX_LENGTH = 500;

  private ExceptionText() {}

  /**
   * Returns the message of an exception.
   *
   * @param failure the exception
   * @return the first 500 characters of its message; the name of its class if it has no message
   */
  public static String of(Throwable failure) {
    String message = failure.getMessage();
    return message == null ? failure.getClass().getName() : shorten(message);
  }

  /**
   * Shortens a text.
   *
   * @param text any text
   * @return its first 500 characters
   */
  public static String shorten(String text) {
    return text.length() <= MAX_LENGTH ? text : text.substring(0, MAX_LENGTH) + "…";
  }

  /**
   * Returns an exception as the cause of another one. A log prints the messages of all causes, so
   * an exception with a longer message than {@link #of} is omitted, and its own cause returned.
   *
   * @param failure the exception
   * @return the exception or the first of its causes whose message is short; null if none is
   */
  public static @Nullable Throwable cause(Throwable failure) {
    Throwable cause = failure;
    while (cause != null && isLong(cause.getMessage())) {
      cause = cause.getCause();
    }
    return cause;
  }

  private static boolean isLong(@Nullable String message) {
    return message != null && message.length() > MAX_LENGTH;
  }
}
