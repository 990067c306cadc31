package io.sidecast.transport.http;

import io.sidecast.url.UrlQuery;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The target of a request (RFC 9112, section 3.2). Any text can be parsed, see {@link UrlQuery}.
 * Immutable.
 *
 * @param path the decoded path
 * @param query the decoded query parameters by name, in order
 */
public record RequestTarget(String path, Map<String, List<String>> query) {

  private static final Pattern ABSOLUTE = Pattern.compile("https?://", Pattern.CASE_INSENSITIVE);

  static RequestTarget of(String uri) {
    int hash = uri.indexOf('#');
    String target = hash < 0 ? uri : uri.substring(0, hash);
    int mark = target.indexOf('?');
    return mark < 0
        ? new RequestTarget(UrlQuery.decodePath(target), Map.of())
        : new RequestTarget(
            UrlQuery.decodePath(target.substring(0, mark)),
            UrlQuery.parse(target.substring(mark + 1)));
  }

  /** Returns the path as sent, without the query and the fragment. */
  public static String rawPath(String uri) {
    return uri.substring(0, endOf(uri, 0, "?#"));
  }

  /**
   * Returns a target in origin form. Clients of proxies send the absolute form, {@code
   * http://host/path}, which every server accepts.
   */
  static String originForm(String uri) {
    if (uri.startsWith("/") || !ABSOLUTE.matcher(uri).lookingAt()) {
      return uri;
    }
    String target = uri.substring(endOf(uri, uri.indexOf("://") + "://".length(), "/?#"));
    return target.startsWith("/") ? target : '/' + target;
  }

  /** Returns the index of the first delimiter, or the length without one. */
  private static int endOf(String uri, int start, String delimiters) {
    int end = start;
    while (end < uri.length() && delimiters.indexOf(uri.charAt(end)) < 0) {
      end++;
    }
    return end;
  }
}
