package io.sidecast.transport;

import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.sidecast.engine.EngineCall;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads what a request asks of the engine. */
final class EngineCalls {

  private EngineCalls() {}

  static EngineCall of(HttpRequest request, boolean upgrade) {
    var query = new QueryStringDecoder(request.uri()).parameters();
    return new EngineCall(
        first(query, "transport"),
        first(query, "sid"),
        first(query, "EIO"),
        request.method().name(),
        upgrade);
  }

  /** Revision 3: whether the client cannot take bytes in the answer to a poll. */
  static boolean wantsBase64(HttpRequest request) {
    return new QueryStringDecoder(request.uri()).parameters().containsKey("b64");
  }

  private static @Nullable String first(Map<String, List<String>> query, String name) {
    List<String> values = query.get(name);
    return values == null ? null : values.get(0);
  }
}
