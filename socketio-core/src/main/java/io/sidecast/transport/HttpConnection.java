package io.sidecast.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP connection: persistent, one exchange at a time. Its event loop only.
 *
 * <p>Pipelined requests wait for their turn; when more than a few pieces wait, reading stops, and
 * more than 128 unanswered requests, which is the codec's limit, end the connection. A client that
 * neither sends a request nor waits for an answer is disconnected after a while.
 */
final class HttpConnection extends ChannelInboundHandlerAdapter {

  /** As idle time: somebody else watches the connection. */
  static final long NO_WATCH = 0;

  private static final int MAX_WAITING = 32;
  private static final long MAX_DISCARDED = 16L * 1024 * 1024;

  private final Consumer<HttpExchange> router;
  private final long idleNanos;
  private final ArrayDeque<Object> waiting = new ArrayDeque<>(4);
  private @Nullable ChannelHandlerContext context;
  private @Nullable HttpExchange current;
  private @Nullable Future<?> idleTimer;
  private long idleSince;
  private boolean replaying;
  private boolean reading = true;

  HttpConnection(Consumer<HttpExchange> router, long idleNanos) {
    this.router = router;
    this.idleNanos = idleNanos;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    this.context = context;
    idleSince = System.nanoTime();
    if (idleNanos != NO_WATCH) {
      watch(idleNanos);
    }
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    if (idleTimer != null) {
      idleTimer.cancel(false);
    }
    releaseWaiting();
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    waiting.add(message);
    if (!replaying) {
      replay();
    }
    boolean full = waiting.size() > MAX_WAITING;
    if (full && reading) {
      reading = false;
      context.channel().config().setAutoRead(false);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    HttpExchange exchange = current;
    current = null;
    if (exchange != null) {
      exchange.abort();
    }
    releaseWaiting();
    context.fireChannelInactive();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    context.close();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    if (!replaying && context.channel().isWritable()) {
      replay();
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    awaitRest();
    context.fireChannelReadComplete();
  }

  private void awaitRest() {
    if (current != null) {
      current.onReadComplete();
    }
  }

  /** The current exchange was answered or its body has arrived. */
  void onProgress() {
    idleSince = System.nanoTime();
    if (!replaying) {
      replay();
      awaitRest();
    }
  }

  void writeContinue() {
    context()
        .writeAndFlush(
            new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE, Unpooled.EMPTY_BUFFER));
  }

  void write(HttpExchange exchange, HttpAnswer answer) {
    boolean headOnly = exchange.request().method().equals(HttpMethod.HEAD);
    ByteBuf body = headOnly ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(answer.body());
    FullHttpResponse response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(answer.status()), body);
    boolean keepAlive = prepare(exchange, answer, response, answer.body().length);
    var written = context().writeAndFlush(response);
    if (!keepAlive) {
      written.addListener(ChannelFutureListener.CLOSE);
    }
  }

  /**
   * Writes the head of an answer whose body is written piece by piece; says whether to keep alive.
   */
  boolean writeHead(HttpExchange exchange, HttpAnswer answer, long length) {
    HttpResponse response =
        new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(answer.status()));
    boolean keepAlive = prepare(exchange, answer, response, length);
    context().write(response);
    return keepAlive;
  }

  private static boolean prepare(
      HttpExchange exchange, HttpAnswer answer, HttpResponse response, long length) {
    answer.headers().forEach(response.headers()::set);
    exchange.headers().forEach(response.headers()::set);
    if (answer.status() != 204 && answer.status() != 304) {
      response.headers().set(HttpHeaderNames.CONTENT_LENGTH, length);
    }
    HttpRequest request = exchange.request();
    boolean keepAlive = HttpUtil.isKeepAlive(request) && !answer.close();
    if (!keepAlive) {
      response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    } else if (!request.protocolVersion().isKeepAliveDefault()) {
      response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.KEEP_ALIVE);
    }
    return keepAlive;
  }

  private void replay() {
    replaying = true;
    try {
      while (takesMore() && !waiting.isEmpty()) {
        handle(waiting.remove());
      }
    } finally {
      replaying = false;
    }
    if (!reading && waiting.isEmpty()) {
      reading = true;
      context().channel().config().setAutoRead(true);
    }
  }

  /**
   * In the middle of the body of the current request, or between two requests: then only while the
   * client reads its answers, which would pile up otherwise.
   */
  private boolean takesMore() {
    HttpExchange exchange = current;
    if (exchange != null && exchange.isFinished()) {
      current = null;
      exchange = null;
    }
    return exchange == null ? context().channel().isWritable() : !exchange.isBodyComplete();
  }

  private void handle(Object message) {
    try {
      if (message instanceof HttpRequest request) {
        begin(request);
      }
      if (message instanceof HttpContent content && current != null) {
        if (content.decoderResult().isFailure()) {
          context().close();
          return;
        }
        current.onContent(content.content(), content instanceof LastHttpContent);
        if (current != null && current.discarded() > MAX_DISCARDED) {
          context().close();
        }
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  private void begin(HttpRequest request) {
    idleSince = System.nanoTime();
    var exchange = new HttpExchange(this, context(), request);
    if (request.decoderResult().isFailure()) {
      exchange.answer(HttpAnswer.empty(400).closing());
    } else {
      current = exchange;
      router.accept(exchange);
    }
  }

  private void watch(long nanos) {
    idleTimer = context().executor().schedule(this::checkIdle, nanos, TimeUnit.NANOSECONDS);
  }

  private void checkIdle() {
    HttpExchange exchange = current;
    boolean waitsForClient = exchange == null || !exchange.isBodyComplete();
    long left = idleNanos - (System.nanoTime() - idleSince);
    if (!waitsForClient) {
      watch(idleNanos);
    } else if (left > 0) {
      watch(left);
    } else {
      context().close();
    }
  }

  private void releaseWaiting() {
    for (var message = waiting.poll(); message != null; message = waiting.poll()) {
      ReferenceCountUtil.release(message);
    }
  }

  private ChannelHandlerContext context() {
    if (context == null) {
      throw new IllegalStateException("not in a pipeline");
    }
    return context;
  }
}
