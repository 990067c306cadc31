package io.sidecast.transport;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Names and values that nearly all requests have: kept once, and not by every session. */
final class InternedHeaders {

  /** Each in a list of its own, as fields have it. */
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

  /** The same text. */
  static String shared(String text) {
    List<String> known = TEXTS.get(text);
    return known == null ? text : known.get(0);
  }

  /** The same texts, unchangeable. */
  static List<String> shared(Collection<String> texts) {
    List<String> known = texts.size() == 1 ? TEXTS.get(texts.iterator().next()) : null;
    return known == null ? List.copyOf(texts) : known;
  }
}
