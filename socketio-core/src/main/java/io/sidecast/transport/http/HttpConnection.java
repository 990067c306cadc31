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
import io.sidecast.transport.http.ClientDeadline.Awaited;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * One persistent HTTP connection, which handles one exchange at a time.
 *
 * <p>Pipelined requests wait in a queue. Reading stops when more than 32 pieces wait, and resumes
 * when the queue is empty. The codec's limit of 128 pipelined requests without a response ends the
 * connection. A connection that neither receives a request nor waits for a response is closed after
 * the idle timeout. A client whose head or body does not arrive in time receives the status 408,
 * see {@link ClientDeadline}. Confined to the connection's event loop.
 */
public final class HttpConnection extends ChannelInboundHandlerAdapter {

  private static final int MAX_WAITING = 32;
  private static final long MAX_DISCARDED = 16L * 1024 * 1024;
  private static final MalformedRequest BODY_TOO_LARGE =
      new MalformedRequest(413, "the body is too large to be discarded");
  private static final MalformedRequest TOO_SLOW = new MalformedRequest(408, "request timeout");

  private final RequestHandler requests;
  private final Limits limits;
  private final ArrayDeque<Object> waiting = new ArrayDeque<>(4);
  private final AtomicInteger pollingSessions = new AtomicInteger();
  private @Nullable ChannelHandlerContext context;
  private @Nullable HttpExchange current;
  private @Nullable ClientDeadline deadline;
  private boolean replaying;
  private boolean reading = true;
  private boolean ending; // the last response is written
  private boolean parsed; // the codec has parsed a message since the last read
  private boolean headArriving;

  /**
   * The limits of a connection.
   *
   * @param idle the maximum time between two requests; zero if another server watches the
   *     connection
   * @param head the maximum time from the first bytes of a head to its end; zero as above
   * @param maxHeaderSize the maximum size of a request's head in bytes, or {@link
   *     MalformedRequest#NO_LIMIT}
   */
  public record Limits(Duration idle, Duration head, int maxHeaderSize) {

    /** The limits of connections that another server owns and limits. */
    public static final Limits UNLIMITED =
        new Limits(Duration.ZERO, Duration.ZERO, MalformedRequest.NO_LIMIT);

    private boolean ofAnotherServer() {
      return idle.isZero();
    }
  }

  public HttpConnection(RequestHandler requests, Limits limits) {
    this.requests = requests;
    this.limits = limits;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    this.context = context;
    var times = new ClientDeadline.Times(limits.idle(), limits.head(), requests.bodyTimeout());
    deadline = new ClientDeadline(context.executor(), times, this::expire);
    deadline.await(Awaited.REQUEST);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    deadline().cancel();
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
   * the beginning of a head. Bytes of a TLS handshake are not.
   */
  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    if (!parsed && current == null && !isHandshaking(context)) {
      headArriving = true;
    }
    parsed = false;
    awaitClient();
    context.fireChannelReadComplete();
  }

  private static boolean isHandshaking(ChannelHandlerContext context) {
    SslHandler tls = context.pipeline().get(SslHandler.class);
    return tls != null && !tls.handshakeFuture().isDone();
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
    if (event instanceof SslHandshakeCompletionEvent handshake) {
      parsed = true; // the bytes of this read are the end of the handshake
      if (!handshake.isSuccess() && !(handshake.cause() instanceof ClosedChannelException)) {
        refusals().refused("TLS handshake", () -> HttpRequests.address(context.channel()));
      }
    }
    context.fireUserEventTriggered(event);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    HttpExchange exchange = current;
    boolean broken = cause instanceof IOException || cause.getCause() instanceof SSLException;
    if (broken) {
      context.close(); // no peer can receive a response
    } else if (exchange == null && limits.ofAnotherServer()) {
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
      awaitClient();
    }
  }

  /** Called when the response of the current exchange is written or its body has arrived. */
  void onProgress() {
    if (!replaying) {
      replay();
      awaitClient();
    }
  }

  private void awaitClient() {
    deadline().await(awaited());
  }

  private Awaited awaited() {
    HttpExchange exchange = current;
    if (exchange == null) {
      return headArriving ? Awaited.REST_OF_HEAD : Awaited.REQUEST;
    } else if (!exchange.isBodyComplete()) {
      return Awaited.REST_OF_BODY;
    }
    return exchange.isFinished() ? Awaited.REQUEST : Awaited.NOTHING;
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
    deadline().await(Awaited.NOTHING); // the next part has a time of its own
    MalformedRequest malformed = MalformedRequest.of(request, limits.maxHeaderSize());
    request.setUri(RequestTarget.originForm(request.uri()));
    var exchange = new HttpExchange(this, context(), request);
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

  /** Called when the client has not sent the awaited part in time. */
  private void expire() {
    HttpExchange exchange = current;
    if (exchange != null && deadline().awaited() == Awaited.REST_OF_BODY) {
      exchange.because(TOO_SLOW.reason());
      exchange.onBodyTimeout(TOO_SLOW.answer());
    } else if (deadline().awaited() == Awaited.REST_OF_HEAD && !ending) {
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

  private ClientDeadline deadline() {
    if (deadline == null) {
      throw new IllegalStateException("not in a pipeline");
    }
    return deadline;
  }

  private ChannelHandlerContext context() {
    if (context == null) {
      throw new IllegalStateException("not in a pipeline");
    }
    return context;
  }
}
