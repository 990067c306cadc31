package io.sidecast.transport.http;

import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.ssl.SslHandler;
import io.sidecast.http.HttpRequest;
import io.sidecast.http.RequestHead;
import io.sidecast.url.UrlQuery;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Converts Netty's requests to the types of applications and of the engine. Thread-safe. */
public final class HttpRequests {

  /** The usual query of a client that begins with a WebSocket. It is stored once. */
  private static final String WEBSOCKET = "?EIO=4&transport=websocket";

  private static final Map<String, List<String>> WEBSOCKET_QUERY =
      CompactMultimap.of(UrlQuery.parse(WEBSOCKET.substring(1)));

  private HttpRequests() {}

  public static RequestHead describe(HttpExchange exchange) {
    var request = exchange.request();
    Channel channel = exchange.context().channel();
    boolean isUsual = isUsual(request.uri());
    return new RequestHead(
        isUsual ? InternedHeaders.recent(request.uri()) : request.uri(),
        headers(request.headers()),
        isUsual ? WEBSOCKET_QUERY : CompactMultimap.of(exchange.target().query()),
        exchange.proxies().client(socketAddress(channel), request.headers()),
        channel.pipeline().get(SslHandler.class) != null,
        Instant.now());
  }

  private static boolean isUsual(String uri) {
    return uri.endsWith(WEBSOCKET) && uri.indexOf('?') == uri.length() - WEBSOCKET.length();
  }

  /** Returns a request as a route receives it. */
  public static HttpRequest forRoute(HttpExchange exchange) {
    var request = exchange.request();
    RequestTarget target = exchange.target();
    return new HttpRequest(
        request.method().name(), target.path(), target.query(), headers(request.headers()));
  }

  /** Returns the header fields by lower-case name. */
  private static Map<String, List<String>> headers(HttpHeaders fields) {
    Map<String, List<String>> headers = new LinkedHashMap<>();
    for (Map.Entry<String, String> header : fields) {
      headers
          .computeIfAbsent(header.getKey().toLowerCase(Locale.ROOT), absent -> new ArrayList<>(1))
          .add(header.getValue());
    }
    return CompactMultimap.of(headers);
  }

  /** Returns the address of the peer for the log. */
  public static String address(Channel channel) {
    return String.valueOf(channel.remoteAddress());
  }

  private static InetSocketAddress socketAddress(Channel channel) {
    return channel.remoteAddress() instanceof InetSocketAddress address
        ? address
        : InetSocketAddress.createUnresolved("unknown", 0);
  }
}
