package io.sidecast.transport;

import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.handler.ssl.SslHandler;
import io.sidecast.socket.ConnectionRequest;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Describes the request that opens a connection to those who know nothing of Netty. */
final class Requests {

  private Requests() {}

  static ConnectionRequest describe(HttpRequest request, Channel channel) {
    return new ConnectionRequest(
        request.uri(),
        headers(request),
        Collections.unmodifiableMap(new QueryStringDecoder(request.uri()).parameters()),
        address(channel),
        channel.pipeline().get(SslHandler.class) != null,
        Instant.now());
  }

  /**
   * By lower-case name; one value costs no growing list, as the map lives as long as the session.
   */
  static Map<String, List<String>> headers(HttpRequest request) {
    Map<String, List<String>> headers = new LinkedHashMap<>();
    for (Map.Entry<String, String> header : request.headers()) {
      headers.merge(
          header.getKey().toLowerCase(Locale.ROOT), List.of(header.getValue()), Requests::join);
    }
    return Collections.unmodifiableMap(headers);
  }

  private static List<String> join(List<String> before, List<String> more) {
    List<String> all = new ArrayList<>(before);
    all.addAll(more);
    return List.copyOf(all);
  }

  private static InetSocketAddress address(Channel channel) {
    return channel.remoteAddress() instanceof InetSocketAddress address
        ? address
        : InetSocketAddress.createUnresolved("unknown", 0);
  }
}
