package io.sidecast.http;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The response to one HTTP request. Immutable, if the array of the body is not changed.
 *
 * @param status the status code, 200 to 599
 * @param headers the header fields; a name may occur several times. The server adds the fields of
 *     length and connection
 * @param body the body; the array must not be changed. Not sent with 204 and 304
 * @param close whether the server closes the connection after the response
 * @since 0.1.0
 */
public record HttpResponse(int status, List<HttpHeader> headers, byte[] body, boolean close) {

  private static final byte[] NO_BODY = {};

  /**
   * Checks the status and copies the headers.
   *
   * @throws IllegalArgumentException if the status is not the status of a final response
   */
  public HttpResponse {
    if (status < 200 || status > 599) {
      throw new IllegalArgumentException("not the status of a final response: " + status);
    }
    headers = List.copyOf(headers);
  }

  /**
   * A response whose header fields have one value each.
   *
   * @param status the status code, 200 to 599
   * @param headers the header fields by name; the server adds the fields of length and connection
   * @param body the body; the array must not be changed
   * @param close whether the server closes the connection after the response
   * @throws IllegalArgumentException if the status or a header field is not allowed
   */
  public HttpResponse(int status, Map<String, String> headers, byte[] body, boolean close) {
    this(status, fields(headers), body, close);
  }

  /**
   * Returns a response without a body.
   *
   * @param status the status code, 200 to 599
   * @return the response
   * @throws IllegalArgumentException if the status is not the status of a final response
   */
  public static HttpResponse empty(int status) {
    return new HttpResponse(status, List.of(), NO_BODY, false);
  }

  /**
   * Returns a response with a body.
   *
   * @param status the status code, 200 to 599
   * @param contentType the media type of the body
   * @param body the bytes; the array must not be changed
   * @return the response
   * @throws IllegalArgumentException if the status or the media type is not allowed
   */
  public static HttpResponse of(int status, String contentType, byte[] body) {
    var type = new HttpHeader("content-type", contentType);
    return new HttpResponse(status, List.of(type), body, false);
  }

  /**
   * Returns a response with plain text in UTF-8.
   *
   * @param status the status code, 200 to 599
   * @param text the text
   * @return the response
   * @throws IllegalArgumentException if the status is not the status of a final response
   */
  public static HttpResponse text(int status, String text) {
    return of(status, "text/plain; charset=UTF-8", text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Returns a copy with one more header field.
   *
   * @param name the name, a token; the response may have other fields of this name
   * @param value the value
   * @return the response
   * @throws IllegalArgumentException if {@link HttpHeader} does not allow the field
   */
  public HttpResponse withHeader(String name, String value) {
    List<HttpHeader> more = new ArrayList<>(headers);
    more.add(new HttpHeader(name, value));
    return new HttpResponse(status, more, body, close);
  }

  /**
   * Returns a copy after which the server closes the connection.
   *
   * @return the response
   */
  public HttpResponse withClose() {
    return new HttpResponse(status, headers, body, true);
  }

  private static List<HttpHeader> fields(Map<String, String> headers) {
    return headers.entrySet().stream()
        .map(entry -> new HttpHeader(entry.getKey(), entry.getValue()))
        .toList();
  }
}
