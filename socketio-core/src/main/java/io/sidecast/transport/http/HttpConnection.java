package io.sidecast.transport.http;

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
import io.sidecast.http.HttpResponse;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayDeque;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * One persistent HTTP connection, which handles one exchange at a time.
 *
 * <p>Pipelined requests wait in a queue. Reading stops when more than 32 pieces wait, and resumes
 * when the queue is empty. The codec's limit of 128 pipelined requests without a response ends the
 * connection. A connection that neither receives a request nor waits for a response is closed after
 * the idle timeout; a client that has sent a part of a request receives the status 408. Confined to
 * the connection's event loop.
 */
public final class HttpConnection extends ChannelInboundHandlerAdapter {

  /** The idle timeout of connections that another server watches. */
  static final long NO_IDLE_TIMEOUT = 0;

  private static final int MAX_WAITING = 32;
  private static final long MAX_DISCARDED = 16L * 1024 * 1024;
  private static final MalformedRequest BODY_TOO_LARGE =
      new MalformedRequest(413, "the body is too large to be discarded");
  private static final MalformedRequest TOO_SLOW = new MalformedRequest(408, "request timeout");

  private final RequestHandler requests;
  private final long idleNanos;
  private final int maxHeaderSize;
  private final ArrayDeque<Object> waiting = new ArrayDeque<>(4);
  private final AtomicInteger pollingSessions = new AtomicInteger();
  private @Nullable ChannelHandlerContext context;
  private @Nullable HttpExchange current;
  private @Nullable Future<?> idleTimer;
  private long idleSince;
  private boolean replaying;
  private boolean reading = true;
  private boolean ending; // the last response is written
  private boolean parsed; // the codec has parsed a message since the last read
  private boolean headArriving;

  /**
   * The limits of a connection.
   *
   * @param idleNanos the idle timeout in nanoseconds, or {@link #NO_IDLE_TIMEOUT}
   * @param maxHeaderSize the maximum size of a request's head in bytes, or {@link
   *     MalformedRequest#NO_LIMIT}
   */
  public record Limits(long idleNanos, int maxHeaderSize) {

    /** The limits of connections that another server owns and limits. */
    public static final Limits UNLIMITED = new Limits(NO_IDLE_TIMEOUT, MalformedRequest.NO_LIMIT);
  }

  public HttpConnection(RequestHandler requests, Limits limits) {
    this.requests = requests;
    this.idleNanos = limits.idleNanos();
    this.maxHeaderSize = limits.maxHeaderSize();
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    this.context = context;
    idleSince = System.nanoTime();
    if (idleNanos != NO_IDLE_TIMEOUT) {
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

  /**
   * Notes that a head is incomplete: bytes that make no message, while no exchange is active, are
   * the beginning of a head. Bytes of TLS are not examined.
   */
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
      refusals().refused("TLS handshake", () -> HttpRequests.address(context.channel()));
    }
    context.fireUserEventTriggered(event);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    HttpExchange exchange = current;
    boolean broken = cause instanceof IOException || cause.getCause() instanceof SSLException;
    if (broken) {
      context.close(); // no peer can receive a response
    } else if (exchange == null && idleNanos == NO_IDLE_TIMEOUT) {
      context.fireExceptionCaught(cause);
    } else {
      refusals().failed("HTTP connection", () -> HttpRequests.address(context.channel()), cause);
      if (exchange == null) {
        end(HttpExchange.FAILED);
      } else {
        exchange.abortWith(HttpExchange.FAILED.withClose());
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

  /** Called when the response of the current exchange is written or its body has arrived. */
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

  void write(HttpExchange exchange, HttpResponse answer) {
    FullHttpResponse response = HttpResponses.full(exchange, answer);
    boolean keepAlive = HttpResponses.keepsAlive(exchange, answer);
    ending = !keepAlive;
    var written = context().writeAndFlush(response);
    if (!keepAlive) {
      boolean refused = answer.status() >= HttpResponseStatus.BAD_REQUEST.code();
      written.addListener(refused ? LingeringClose.INSTANCE : ChannelFutureListener.CLOSE);
    }
  }

  /** Writes the head of a response whose body follows in pieces. */
  void writeHead(HttpExchange exchange, HttpResponse answer, long length) {
    context().write(HttpResponses.head(exchange, answer, length));
  }

  RefusalLog refusals() {
    return requests.refusals();
  }

  /** Returns the number of polling sessions that were opened here and are alive. Thread-safe. */
  AtomicInteger pollingSessions() {
    return pollingSessions;
  }

  TrustedProxies proxies() {
    return requests.proxies();
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
   * Handles the pipelined POST requests that have arrived completely, because the client sent them
   * before it closed the connection. Other requests are dropped: their only effect is a response,
   * which no client can receive.
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
   * Returns whether the next piece can be handled: a part of the current request's body, or the
   * next request while the client reads its responses. Otherwise responses would accumulate.
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
      exchange.guard(() -> requests.handle(exchange));
    }
  }

  private void refuse(HttpExchange exchange, MalformedRequest malformed) {
    exchange.because(malformed.reason());
    exchange.abortWith(malformed.answer());
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

  /** Writes a response although no request waits for one, and closes the connection. */
  private void end(HttpResponse answer) {
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
