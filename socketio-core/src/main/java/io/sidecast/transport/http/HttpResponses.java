package io.sidecast.transport.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.sidecast.http.HttpHeader;
import io.sidecast.http.HttpResponse;

/** Converts responses to Netty's types. Thread-safe. */
public final class HttpResponses {

  private HttpResponses() {}

  /** Returns a response with its body. */
  static FullHttpResponse full(HttpExchange exchange, HttpResponse answer) {
    boolean headOnly = exchange.request().method().equals(HttpMethod.HEAD);
    boolean bare = headOnly || !hasLength(answer);
    ByteBuf body = bare ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(answer.body());
    FullHttpResponse response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(answer.status()), body);
    prepare(exchange, answer, response.headers(), answer.body().length);
    return response;
  }

  /** Returns a response that belongs to no request. Its connection is closed after it. */
  static FullHttpResponse bare(HttpResponse answer) {
    FullHttpResponse response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1,
            HttpResponseStatus.valueOf(answer.status()),
            Unpooled.wrappedBuffer(answer.body()));
    answer.headers().forEach(header -> response.headers().add(header.name(), header.value()));
    HttpUtil.setContentLength(response, answer.body().length);
    HttpUtil.setKeepAlive(response, false);
    return response;
  }

  /** Returns the head of a response whose body follows in pieces. */
  static DefaultHttpResponse head(HttpExchange exchange, HttpResponse answer, long length) {
    var response =
        new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(answer.status()));
    prepare(exchange, answer, response.headers(), length);
    return response;
  }

  /** Returns whether the connection stays open after a response. */
  static boolean keepsAlive(HttpExchange exchange, HttpResponse answer) {
    return HttpUtil.isKeepAlive(exchange.request()) && !answer.close();
  }

  /**
   * Adds fields to a response. A field replaces existing fields of the same name, except {@code
   * Set-Cookie}.
   */
  public static void merge(HttpHeaders target, HttpHeaders more) {
    if (more.isEmpty()) {
      return;
    }
    for (String name : more.names()) {
      if (!HttpHeaderNames.SET_COOKIE.contentEqualsIgnoreCase(name)) {
        target.remove(name);
      }
    }
    target.add(more);
  }

  private static void prepare(
      HttpExchange exchange, HttpResponse answer, HttpHeaders headers, long length) {
    for (HttpHeader header : answer.headers()) {
      headers.add(header.name(), header.value());
    }
    merge(headers, exchange.headers());
    if (hasLength(answer)) {
      headers.set(HttpHeaderNames.CONTENT_LENGTH, length);
    }
    var request = exchange.request();
    if (!keepsAlive(exchange, answer)) {
      headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    } else if (!request.protocolVersion().isKeepAliveDefault()) {
      headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.KEEP_ALIVE);
    }
  }

  private static boolean hasLength(HttpResponse answer) {
    return answer.status() != 204 && answer.status() != 304;
  }
}
