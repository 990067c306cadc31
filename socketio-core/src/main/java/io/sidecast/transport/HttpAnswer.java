package io.sidecast.transport;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * The answer to one HTTP request.
 *
 * @param status the status code
 * @param headers the header fields; length and connection are added on sending
 * @param body the body; nobody changes the array
 * @param close whether the connection is closed after it
 */
public record HttpAnswer(int status, Map<String, String> headers, byte[] body, boolean close) {

  private static final byte[] NO_BODY = {};

  /** Copies the headers. */
  public HttpAnswer {
    headers = Map.copyOf(headers);
  }

  /**
   * An answer without a body.
   *
   * @param status the status code
   * @return the answer
   */
  public static HttpAnswer empty(int status) {
    return new HttpAnswer(status, Map.of(), NO_BODY, false);
  }

  /**
   * An answer with a body.
   *
   * @param status the status code
   * @param contentType its media type
   * @param body its bytes
   * @return the answer
   */
  public static HttpAnswer of(int status, String contentType, byte[] body) {
    return new HttpAnswer(status, Map.of("content-type", contentType), body, false);
  }

  /**
   * An answer of plain text.
   *
   * @param status the status code
   * @param text the text
   * @return the answer
   */
  public static HttpAnswer text(int status, String text) {
    return of(status, "text/plain; charset=UTF-8", text.getBytes(StandardCharsets.UTF_8));
  }

  HttpAnswer closing() {
    return new HttpAnswer(status, headers, body, true);
  }
}
