package io.sidecast.transport;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The answer to one HTTP request.
 *
 * @param status the status code, 200 to 599
 * @param headers the header fields, several of one name if need be; length and connection are added
 *     on sending
 * @param body the body; the array is not changed by anybody. Not sent with 204 and 304
 * @param close whether the connection is closed after it
 */
public record HttpAnswer(int status, List<HttpHeader> headers, byte[] body, boolean close) {

  private static final byte[] NO_BODY = {};

  /**
   * Checks the status and copies the headers.
   *
   * @throws IllegalArgumentException if the status is not one of a final answer
   */
  public HttpAnswer {
    if (status < 200 || status > 599) {
      throw new IllegalArgumentException("not the status of a final answer: " + status);
    }
    headers = List.copyOf(headers);
  }

  /**
   * An answer whose header fields have one value each.
   *
   * @param status the status code, 200 to 599
   * @param headers the header fields; length and connection are added on sending
   * @param body the body; the array is not changed by anybody
   * @param close whether the connection is closed after it
   * @throws IllegalArgumentException if the status or a header field is not allowed
   */
  public HttpAnswer(int status, Map<String, String> headers, byte[] body, boolean close) {
    this(status, fields(headers), body, close);
  }

  /**
   * An answer without a body.
   *
   * @param status the status code
   * @return the answer
   */
  public static HttpAnswer empty(int status) {
    return new HttpAnswer(status, List.of(), NO_BODY, false);
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
    var type = new HttpHeader("content-type", contentType);
    return new HttpAnswer(status, List.of(type), body, false);
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

  /**
   * The same answer with one more header field.
   *
   * @param name a token, which the answer may have already
   * @param value the value
   * @return the answer
   * @throws IllegalArgumentException if {@link HttpHeader} does not allow the field
   */
  public HttpAnswer withHeader(String name, String value) {
    List<HttpHeader> more = new ArrayList<>(headers);
    more.add(new HttpHeader(name, value));
    return new HttpAnswer(status, more, body, close);
  }

  HttpAnswer closing() {
    return new HttpAnswer(status, headers, body, true);
  }

  private static List<HttpHeader> fields(Map<String, String> headers) {
    return headers.entrySet().stream()
        .map(entry -> new HttpHeader(entry.getKey(), entry.getValue()))
        .toList();
  }
}
