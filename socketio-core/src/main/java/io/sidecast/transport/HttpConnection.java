package io.sidecast.transport;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import io.sidecast.engine.RefusalLog;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayDeque;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP connection: persistent, one exchange at a time. Confined to the connection's event loop.
 *
 * <p>Pipelined requests wait for their turn; when more than a few pieces wait, reading stops, and
 * more than 128 unanswered requests, which is the codec's limit, end the connection. A client that
 * neither sends a request nor waits for an answer is disconnected after a while; a request that has
 * begun is answered 408 then.
 */
final class HttpConnection extends ChannelInboundHandlerAdapter {

  /** As idle time: somebody else watches the connection. */
  static final long NO_WATCH = 0;

  private static final int MAX_WAITING = 32;
  private static final long MAX_DISCARDED = 16L * 1024 * 1024;
  private static final MalformedRequest BODY_TOO_LARGE =
      new MalformedRequest(413, "a body that is not wanted is too large to be skipped");
  private static final MalformedRequest TOO_SLOW =
      new MalformedRequest(408, "the request has not arrived in time");

  private final HttpRouter router;
  private final long idleNanos;
  private final int maxHeaderSize;
  private final ArrayDeque<Object> waiting = new ArrayDeque<>(4);
  private @Nullable ChannelHandlerContext context;
  private @Nullable HttpExchange current;
  private @Nullable Future<?> idleTimer;
  private long idleSince;
  private boolean replaying;
  private boolean reading = true;
  private boolean ending; // the last answer is written
  private boolean parsed; // something was parsed of what was read
  private boolean headArriving;

  /**
   * The limits of a connection.
   *
   * @param idleNanos how long it may be idle, or {@link #NO_WATCH}
   * @param maxHeaderSize the most bytes of a request's head, or {@link MalformedRequest#NO_LIMIT}
   */
  record Limits(long idleNanos, int maxHeaderSize) {

    /** The server that owns the connection limits it. */
    static final Limits OF_THE_HOST = new Limits(NO_WATCH, MalformedRequest.NO_LIMIT);
  }

  HttpConnection(HttpRouter router, Limits limits) {
    this.router = router;
    this.idleNanos = limits.idleNanos();
    this.maxHeaderSize = limits.maxHeaderSize();
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
    parsed = true;
    headArriving = false;
    if (ending) {
      ReferenceCountUtil.release(message);
      return;
    }
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

  /** Bytes that make no message yet are the beginning of a head, if they are no part of a body. */
  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    if (!parsed && current == null && context.pipeline().get(SslHandler.class) == null) {
      headArriving = true;
    }
    parsed = false;
    awaitRest();
    context.fireChannelReadComplete();
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    HttpExchange exchange = current;
    current = null;
    handlePosts();
    if (exchange != null) {
      exchange.abort();
    }
    releaseWaiting();
    context.fireChannelInactive();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof SslHandshakeCompletionEvent handshake
        && !handshake.isSuccess()
        && !(handshake.cause() instanceof ClosedChannelException)) {
      refusals().refused("a TLS handshake", () -> HttpRequests.address(context.channel()));
    }
    context.fireUserEventTriggered(event);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    HttpExchange exchange = current;
    boolean broken = cause instanceof IOException || cause.getCause() instanceof SSLException;
    if (broken) {
      context.close(); // there is nobody to answer
    } else if (exchange == null && idleNanos == NO_WATCH) {
      context.fireExceptionCaught(cause);
    } else {
      refusals().failed("a connection", () -> HttpRequests.address(context.channel()), cause);
      if (exchange == null) {
        end(HttpExchange.FAILED);
      } else {
        exchange.breakOff(HttpExchange.FAILED.closing());
      }
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    if (!replaying && context.channel().isWritable()) {
      replay();
    }
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
    FullHttpResponse response = HttpResponses.full(exchange, answer);
    boolean keepAlive = HttpResponses.keepsAlive(exchange, answer);
    ending = !keepAlive;
    var written = context().writeAndFlush(response);
    if (!keepAlive) {
      boolean refused = answer.status() >= HttpResponseStatus.BAD_REQUEST.code();
      written.addListener(refused ? LingeringClose.INSTANCE : ChannelFutureListener.CLOSE);
    }
  }

  /** Writes the head of an answer whose body is written piece by piece. */
  void writeHead(HttpExchange exchange, HttpAnswer answer, long length) {
    context().write(HttpResponses.head(exchange, answer, length));
  }

  RefusalLog refusals() {
    return router.refusals();
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
   * Handles the pipelined POSTs that have arrived as a whole: the client has sent them before it
   * closed the connection. Other requests ask for answers, which nobody would get.
   */
  private void handlePosts() {
    replaying = true;
    for (var message = waiting.poll(); message != null; message = waiting.poll()) {
      if (message instanceof HttpRequest request) {
        current = null;
        if (!request.method().equals(HttpMethod.POST)) {
          ReferenceCountUtil.release(message);
          continue;
        }
      }
      handle(message);
    }
    if (current != null && !current.isBodyComplete()) {
      current.abort();
    }
    current = null;
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
        take(current, content);
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  private void take(HttpExchange exchange, HttpContent content) {
    if (content.decoderResult().isFailure()) {
      refuse(exchange, MalformedRequest.ofBody(content.decoderResult()));
      return;
    }
    exchange.guard(() -> exchange.onContent(content.content(), content instanceof LastHttpContent));
    if (exchange.discarded() > MAX_DISCARDED) {
      refuse(exchange, BODY_TOO_LARGE);
    }
  }

  private void begin(HttpRequest request) {
    idleSince = System.nanoTime();
    var exchange = new HttpExchange(this, context(), request);
    MalformedRequest malformed = MalformedRequest.of(request, maxHeaderSize);
    if (malformed != null) {
      refuse(exchange, malformed);
    } else {
      current = exchange;
      exchange.guard(() -> router.handle(exchange));
    }
  }

  private void refuse(HttpExchange exchange, MalformedRequest malformed) {
    exchange.because(malformed.reason());
    exchange.breakOff(malformed.answer());
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
    } else if (exchange != null) {
      refuse(exchange, TOO_SLOW);
    } else if (headArriving) {
      refusals().refused(TOO_SLOW.reason(), () -> HttpRequests.address(context().channel()));
      end(TOO_SLOW.answer());
    } else {
      context().close();
    }
  }

  /** Answers while no request waits for an answer, and closes. */
  private void end(HttpAnswer answer) {
    ending = true;
    context().writeAndFlush(HttpResponses.bare(answer)).addListener(LingeringClose.INSTANCE);
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
