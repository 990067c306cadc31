package io.sidecast.http;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The origins of a list in the form that browsers send (RFC 6454, section 6.2). */
final class Origins {

  /** The origin of pages without one of their own, for example of a file. */
  private static final String OPAQUE = "null";

  private static final Pattern ORIGIN =
      Pattern.compile(
          "(?<scheme>[a-z][a-z0-9+.-]*)://(?<host>[a-z0-9._~-]+|\\[[0-9a-f:.]+])(:(?<port>[0-9]{1,5}))?");

  private static final int MAX_PORT = 65_535;

  private Origins() {}

  /**
   * Checks origins and converts them to the form that browsers send: in lower case, without the
   * default port of the scheme.
   *
   * @throws IllegalArgumentException if one is not an origin, or is given twice
   */
  static Set<String> of(String... origins) {
    var allowed = new HashSet<String>();
    for (String origin : origins) {
      if (!allowed.add(normalized(origin))) {
        throw new IllegalArgumentException("the origin '" + origin + "' is given twice");
      }
    }
    return Set.copyOf(allowed);
  }

  private static String normalized(String origin) {
    if (origin.equals(OPAQUE)) {
      return origin;
    }
    Matcher parts = ORIGIN.matcher(origin.toLowerCase(Locale.ROOT));
    if (!parts.matches()) {
      throw invalid(origin);
    }
    String scheme = parts.group("scheme");
    String site = scheme + "://" + parts.group("host");
    if (parts.group("port") == null) {
      return site;
    }
    int port = Integer.parseInt(parts.group("port"));
    if (port < 1 || port > MAX_PORT) {
      throw invalid(origin);
    }
    return port == defaultPort(scheme) ? site : site + ":" + port;
  }

  /** Returns the port that browsers omit, or 0 if they omit none. */
  private static int defaultPort(String scheme) {
    return switch (scheme) {
      case "http" -> 80;
      case "https" -> 443;
      default -> 0;
    };
  }

  private static IllegalArgumentException invalid(String origin) {
    return new IllegalArgumentException(
        "'%s' is not an origin: an origin is scheme://host or scheme://host:port without a path, for example https://page.example"
            .formatted(origin));
  }
}
