package io.sidecast.transport;

import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.handler.ssl.SslHandler;
import io.sidecast.engine.RequestHead;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Describes the request that opens a connection to those who know nothing of Netty. */
final class Requests {

  private Requests() {}

  static RequestHead describe(HttpRequest request, Channel channel) {
    return new RequestHead(
        request.uri(),
        headers(request),
        Fields.of(new QueryStringDecoder(request.uri()).parameters()),
        address(channel),
        channel.pipeline().get(SslHandler.class) != null);
  }

  /** By lower-case name. */
  static Map<String, List<String>> headers(HttpRequest request) {
    Map<String, List<String>> headers = new LinkedHashMap<>();
    for (Map.Entry<String, String> header : request.headers()) {
      headers
          .computeIfAbsent(header.getKey().toLowerCase(Locale.ROOT), absent -> new ArrayList<>(1))
          .add(header.getValue());
    }
    return Fields.of(headers);
  }

  private static InetSocketAddress address(Channel channel) {
    return channel.remoteAddress() instanceof InetSocketAddress address
        ? address
        : InetSocketAddress.createUnresolved("unknown", 0);
  }
}
