package io.sidecast.transport.http;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The names and values that most requests contain, stored once instead of once per session. The
 * values of some header fields of recent requests are kept too, because many clients have the same
 * host, origin and browser: one for each hash, the latest. No other field is kept, because its
 * value may be a secret, which must not outlive its session. Thread-safe.
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

  /** The header fields whose values are the same for many clients and never secret. */
  private static final Set<String> COMMON =
      Set.of(
          "accept",
          "accept-encoding",
          "accept-language",
          "host",
          "origin",
          "sec-websocket-extensions",
          "user-agent");

  private static final int RECENT = 512;

  /** The longest recent value. */
  private static final int MAX_LENGTH = 512;

  /** A race of two threads loses one of the values. */
  private static final AtomicReferenceArray<@Nullable List<String>> recent =
      new AtomicReferenceArray<>(RECENT);

  private InternedHeaders() {}

  /** Returns an equal text, the interned one if possible. */
  static String shared(String text) {
    List<String> known = TEXTS.get(text);
    return known == null ? text : known.get(0);
  }

  /**
   * Returns an immutable list of equal texts, the interned one if possible.
   *
   * @param name the lower-case name of the field
   */
  static List<String> shared(String name, Collection<String> texts) {
    if (texts.size() != 1) {
      return List.copyOf(texts);
    }
    String text = texts.iterator().next();
    List<String> known = TEXTS.get(text);
    if (known != null) {
      return known;
    }
    return COMMON.contains(name) ? recentList(text) : List.of(text);
  }

  /** Returns an equal text, which is not secret: the one of a recent request if possible. */
  static String recent(String text) {
    return recentList(text).get(0);
  }

  private static List<String> recentList(String text) {
    if (text.length() > MAX_LENGTH) {
      return List.of(text);
    }
    int slot = Math.floorMod(text.hashCode(), RECENT);
    List<String> known = recent.get(slot);
    if (known == null || !known.get(0).equals(text)) {
      known = List.of(text);
      recent.set(slot, known);
    }
    return known;
  }
}
