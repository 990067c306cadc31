package io.sidecast.transport.websocket;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.sidecast.transport.http.HttpConnection;
import io.sidecast.transport.http.HttpExchange;
import io.sidecast.transport.http.HttpResponses;
import io.sidecast.transport.http.SharedPortHandler;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * The opening handshake of WebSockets (RFC 6455, section 4.2). Thread-safe; called on the event
 * loop of the connection.
 */
public final class WebSocketHandshake {

  private static final String VERSION = "13";
  private static final String KEY_SUFFIX = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  private static final int KEY_BYTES = 16;

  private WebSocketHandshake() {}

  public static boolean isUpgradeRequested(HttpRequest request) {
    return request.headers().contains(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true)
        && request
            .headers()
            .containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE, true);
  }

  /** Returns whether the request is a valid opening handshake. */
  public static boolean isValid(HttpRequest request) {
    String key = request.headers().get(HttpHeaderNames.SEC_WEBSOCKET_KEY);
    return request.method().equals(HttpMethod.GET)
        && VERSION.equals(request.headers().get(HttpHeaderNames.SEC_WEBSOCKET_VERSION))
        && isKey(key)
        && WebSocketSubprotocols.areValid(request);
  }

  /**
   * Writes the response 101 without a flush, and replaces the HTTP handlers of the pipeline by the
   * handler of a WebSocket. The WebSocket does not read until {@code setReading(true)}. The request
   * must be valid and must have arrived completely.
   */
  public static WebSocketTransport accept(
      HttpExchange exchange, WebSocketTransport.Settings settings) {
    ChannelPipeline pipeline = exchange.context().pipeline();
    var response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1, HttpResponseStatus.SWITCHING_PROTOCOLS, Unpooled.EMPTY_BUFFER);
    response
        .headers()
        .set(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET)
        .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE)
        .set(HttpHeaderNames.SEC_WEBSOCKET_ACCEPT, acceptance(exchange.request()));
    HttpResponses.merge(response.headers(), exchange.headers());
    exchange.context().write(response);
    var transport = new WebSocketTransport(pipeline.channel(), settings);
    pipeline.replace(HttpConnection.class, null, transport.handler());
    pipeline.remove(HttpServerCodec.class);
    if (pipeline.get(SharedPortHandler.class) != null) {
      pipeline.remove(SharedPortHandler.class);
    }
    return transport;
  }

  private static boolean isKey(@Nullable String key) {
    try {
      return key != null && Base64.getDecoder().decode(key.trim()).length == KEY_BYTES;
    } catch (IllegalArgumentException malformed) {
      return false;
    }
  }

  private static String acceptance(HttpRequest request) {
    String key = request.headers().get(HttpHeaderNames.SEC_WEBSOCKET_KEY, "").trim();
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-1")
              .digest((key + KEY_SUFFIX).getBytes(StandardCharsets.US_ASCII));
      return Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every JVM has SHA-1", impossible);
    }
  }
}
