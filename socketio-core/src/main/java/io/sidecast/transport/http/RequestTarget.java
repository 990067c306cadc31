package io.sidecast.transport.http;

import io.sidecast.url.UrlQuery;
import java.util.List;
import java.util.Map;

/**
 * The target of a request (RFC 9112, section 3.2). Any text can be parsed, see {@link UrlQuery}.
 * Immutable.
 *
 * @param path the decoded path
 * @param query the decoded query parameters by name, in order
 */
public record RequestTarget(String path, Map<String, List<String>> query) {

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

  /** Returns the path as sent, without the query. */
  public static String rawPath(String uri) {
    int mark = uri.indexOf('?');
    return mark < 0 ? uri : uri.substring(0, mark);
  }
}
