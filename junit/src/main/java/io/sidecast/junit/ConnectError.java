package io.sidecast.junit;

import java.io.IOException;
import org.json.JSONObject;

/**
 * The {@code connect_error} event of a client that could not connect. Immutable.
 *
 * @since 0.1.0
 */
public final class ConnectError {

  private final String message;
  private final Received data;

  private ConnectError(String message, Received data) {
    this.message = message;
    this.data = data;
  }

  /** Reads the argument of the event: an object of the server, or an exception of the client. */
  static ConnectError of(Object argument) {
    if (argument instanceof JSONObject refusal) {
      return new ConnectError(
          refusal.optString("message"), Received.of("connect_error", 0, refusal.opt("data")));
    }
    String text = String.valueOf(argument);
    if (argument instanceof Throwable failure && failure.getCause() instanceof IOException cause) {
      text += ": " + cause;
    }
    return new ConnectError(text, Received.of("connect_error", 0));
  }

  /**
   * Returns the message: that of the server's refusal, or the text of the client's exception if no
   * connection was made.
   *
   * @return the message
   */
  public String message() {
    return message;
  }

  /**
   * Converts the data of the server's refusal.
   *
   * @param type the class of the data
   * @param <T> the type of the data
   * @return the data
   * @throws AssertionError if there are no data, or if they do not fit the type
   */
  public <T> T data(Class<T> type) {
    return data.as(type);
  }

  @Override
  public String toString() {
    return data.isNull(0) ? message : message + " " + data;
  }
}
