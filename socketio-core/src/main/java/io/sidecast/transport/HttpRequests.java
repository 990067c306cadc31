package io.sidecast.transport;

import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.ssl.SslHandler;
import io.sidecast.engine.RequestHead;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Converts Netty's requests to types of the engine. Thread-safe. */
final class HttpRequests {

  private HttpRequests() {}

  static RequestHead describe(HttpExchange exchange) {
    HttpRequest request = exchange.request();
    Channel channel = exchange.context().channel();
    return new RequestHead(
        request.uri(),
        headers(request),
        CompactMultimap.of(exchange.target().query()),
        socketAddress(channel),
        channel.pipeline().get(SslHandler.class) != null);
  }

  /** Returns the header fields by lower-case name. */
  static Map<String, List<String>> headers(HttpRequest request) {
    Map<String, List<String>> headers = new LinkedHashMap<>();
    for (Map.Entry<String, String> header : request.headers()) {
      headers
          .computeIfAbsent(header.getKey().toLowerCase(Locale.ROOT), absent -> new ArrayList<>(1))
          .add(header.getValue());
    }
    return CompactMultimap.of(headers);
  }

  /** Returns the address of the peer for the log. */
  static String address(Channel channel) {
    return String.valueOf(channel.remoteAddress());
  }

  private static InetSocketAddress socketAddress(Channel channel) {
    return channel.remoteAddress() instanceof InetSocketAddress address
        ? address
        : InetSocketAddress.createUnresolved("unknown", 0);
  }
}
