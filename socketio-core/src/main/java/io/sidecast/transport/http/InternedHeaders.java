package io.sidecast.transport.http;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The names and values that most requests contain, stored once instead of once per session.
 * Thread-safe.
 */
final class InternedHeaders {

  /** Each text with a list of only that text, the form in which fields store their values. */
  private static final Map<String, List<String>> TEXTS =
      Stream.of(
              "13",
              "4",
              "EIO",
              "Upgrade",
              "accept",
              "accept-encoding",
              "accept-language",
              "cache-control",
              "connection",
              "cookie",
              "gzip, deflate, br, zstd",
              "host",
              "keep-alive",
              "no-cache",
              "origin",
              "permessage-deflate; client_max_window_bits",
              "polling",
              "pragma",
              "referer",
              "sec-fetch-dest",
              "sec-fetch-mode",
              "sec-fetch-site",
              "sec-websocket-extensions",
              "sec-websocket-key",
              "sec-websocket-version",
              "transport",
              "upgrade",
              "user-agent",
              "websocket",
              "x-forwarded-for",
              "x-forwarded-proto")
          .collect(Collectors.toUnmodifiableMap(text -> text, List::of));

  private InternedHeaders() {}

  /** Returns an equal text, the interned one if possible. */
  static String shared(String text) {
    List<String> known = TEXTS.get(text);
    return known == null ? text : known.get(0);
  }

  /** Returns an immutable list of equal texts, the interned one if possible. */
  static List<String> shared(Collection<String> texts) {
    List<String> known = texts.size() == 1 ? TEXTS.get(texts.iterator().next()) : null;
    return known == null ? List.copyOf(texts) : known;
  }
}
