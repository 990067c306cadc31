package io.sidecast.transport.engineio;

import io.sidecast.engine.EngineRequest;
import io.sidecast.transport.http.HttpExchange;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Parses the query parameters of the engine's requests. Thread-safe. */
final class EngineRequests {

  private EngineRequests() {}

  static EngineRequest of(HttpExchange exchange, boolean upgrade) {
    Map<String, List<String>> query = exchange.target().query();
    return new EngineRequest(
        first(query, "transport"),
        first(query, "sid"),
        first(query, "EIO"),
        exchange.request().method().name(),
        upgrade);
  }

  /** Returns whether a client of revision 3 cannot read binary responses to polls. */
  static boolean requiresBase64(HttpExchange exchange) {
    return exchange.target().query().containsKey("b64");
  }

  private static @Nullable String first(Map<String, List<String>> query, String name) {
    List<String> values = query.get(name);
    return values == null ? null : values.get(0);
  }
}
