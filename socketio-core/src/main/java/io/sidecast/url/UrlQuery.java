package io.sidecast.url;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Parses the query of a URL (WHATWG URL, section "application/x-www-form-urlencoded parsing").
 *
 * <p>Every text is valid: a {@code %} without two hexadecimal digits is kept, and bytes that are
 * not UTF-8 become U+FFFD. Thread-safe.
 */
public final class UrlQuery {

  private static final int MAX_PARAMETERS = 1000;

  private UrlQuery() {}

  /**
   * Parses the parameters.
   *
   * @param query the text after the question mark
   * @return the decoded values by decoded name, in order; at most the first 1,000 parameters
   */
  public static Map<String, List<String>> parse(String query) {
    if (query.isEmpty()) {
      return Map.of();
    }
    Map<String, List<String>> parameters = new LinkedHashMap<>();
    int from = 0;
    for (int count = 0; from <= query.length() && count < MAX_PARAMETERS; count++) {
      int next = query.indexOf('&', from);
      int to = next < 0 ? query.length() : next;
      if (to > from) {
        add(parameters, query, from, to);
      }
      from = to + 1;
    }
    return parameters;
  }

  private static void add(Map<String, List<String>> parameters, String query, int from, int to) {
    int equals = query.indexOf('=', from);
    boolean hasValue = equals >= 0 && equals < to;
    String name = decode(query.substring(from, hasValue ? equals : to), true);
    String value = hasValue ? decode(query.substring(equals + 1, to), true) : "";
    parameters.computeIfAbsent(name, absent -> new ArrayList<>(1)).add(value);
  }

  /**
   * Decodes the escapes of a path. A plus sign is kept.
   *
   * @param path a path, or a part of one
   * @return the decoded path
   */
  public static String decodePath(String path) {
    return decode(path, false);
  }

  private static String decode(String text, boolean plusIsSpace) {
    boolean plain = text.indexOf('%') < 0 && !(plusIsSpace && text.indexOf('+') >= 0);
    if (plain) {
      return text;
    }
    var decoded = new StringBuilder(text.length());
    int at = 0;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (isEscape(text, at)) {
        at = decodeEscapes(text, at, decoded);
      } else {
        decoded.append(plusIsSpace && c == '+' ? ' ' : c);
        at++;
      }
    }
    return decoded.toString();
  }

  /** Decodes consecutive escapes, which may form one character together. */
  private static int decodeEscapes(String text, int from, StringBuilder decoded) {
    var bytes = new ByteArrayOutputStream();
    int at = from;
    while (isEscape(text, at)) {
      bytes.write(HexFormat.fromHexDigits(text, at + 1, at + 3));
      at += 3;
    }
    decoded.append(bytes.toString(StandardCharsets.UTF_8));
    return at;
  }

  private static boolean isEscape(String text, int at) {
    return at + 2 < text.length()
        && text.charAt(at) == '%'
        && HexFormat.isHexDigit(text.charAt(at + 1))
        && HexFormat.isHexDigit(text.charAt(at + 2));
  }
}
