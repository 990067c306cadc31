package io.sidecast.transport.websocket;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.sidecast.http.HttpHeader;
import java.util.ArrayList;
import java.util.List;

/** The subprotocols that a client offers (RFC 6455, section 11.3.4). Thread-safe. */
public final class WebSocketSubprotocols {

  private WebSocketSubprotocols() {}

  /** Returns the offers in the order of the client's preference. */
  public static List<String> offered(HttpRequest request) {
    List<String> fields = request.headers().getAll(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL);
    if (fields.isEmpty()) {
      return List.of();
    }
    List<String> offered = new ArrayList<>(2);
    for (String field : fields) {
      for (String item : field.split(",", -1)) {
        offered.add(item.trim());
      }
    }
    return offered;
  }

  /** Returns whether all offers are tokens and distinct. */
  static boolean areValid(HttpRequest request) {
    List<String> offered = offered(request);
    return offered.stream().allMatch(HttpHeader::isToken)
        && offered.stream().distinct().count() == offered.size();
  }
}
