package io.sidecast.http;

import java.util.Locale;
import java.util.Set;

/**
 * One header field of a response (RFC 9110, section 5). Immutable.
 *
 * @param name the name, a token, for example {@code Set-Cookie}
 * @param value the value, Latin-1 text without control characters
 * @since 0.1.0
 */
public record HttpHeader(String name, String value) {

  private static final String SEPARATORS = "()<>@,;:\\\"/[]?={}";
  private static final Set<String> RESERVED =
      Set.of(
          "connection",
          "content-length",
          "keep-alive",
          "proxy-connection",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade");

  /**
   * Checks the field.
   *
   * @throws IllegalArgumentException if the name is not a token, if the value has characters that
   *     HTTP does not allow, or if the field is reserved for the server: fields that frame a
   *     response, manage the connection, or belong to the opening handshake of a WebSocket
   */
  public HttpHeader {
    if (!isToken(name)) {
      throw new IllegalArgumentException("the name of a header field is not a token");
    }
    String lower = name.toLowerCase(Locale.ROOT);
    if (RESERVED.contains(lower) || lower.startsWith("sec-websocket-")) {
      throw new IllegalArgumentException("the header field " + name + " is set by the server");
    }
    for (int i = 0; i < value.length(); i++) {
      if (!isAllowed(value.charAt(i))) {
        throw new IllegalArgumentException(
            String.format(
                "the value of the header field %s has U+%04X at index %d, which HTTP does not"
                    + " allow",
                name, (int) value.charAt(i), i));
      }
    }
  }

  /**
   * Returns whether a text is a token (RFC 9110, section 5.6.2).
   *
   * @param text any text
   * @return true if the text may be a method, the name of a field, or a subprotocol
   */
  public static boolean isToken(String text) {
    return !text.isEmpty()
        && text.chars().allMatch(c -> c > ' ' && c < 127 && SEPARATORS.indexOf(c) < 0);
  }

  private static boolean isAllowed(char c) {
    return c == '\t' || (c >= ' ' && c != 127 && c <= 255);
  }
}
