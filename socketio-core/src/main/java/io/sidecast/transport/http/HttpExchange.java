package io.sidecast.transport.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.sidecast.engine.EngineServer;
import io.sidecast.engine.RefusalLog;
import io.sidecast.http.HttpHeader;
import io.sidecast.http.HttpResponse;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP request and its response.
 *
 * <p>The connection handles one exchange at a time. The next request waits until the response of
 * this one is written and its body has arrived. Confined to the connection's event loop, except the
 * methods that are documented as thread-safe.
 */
public final class HttpExchange {

  static final HttpResponse FAILED = HttpResponse.text(500, "Internal server error");

  private final HttpConnection connection;
  private final ChannelHandlerContext context;
  private final HttpRequest request;
  private HttpHeaders headers = EmptyHttpHeaders.INSTANCE;
  private @Nullable RequestTarget target;
  private @Nullable String reason;
  private boolean logged;
  private @Nullable RequestBody body;
  private Runnable onAbort = HttpExchange::nothing;
  private Runnable afterBody = HttpExchange::nothing;
  private boolean answered;
  private boolean written;
  private boolean bodyComplete;
  private long discarded;

  HttpExchange(HttpConnection connection, ChannelHandlerContext context, HttpRequest request) {
    this.connection = connection;
    this.context = context;
    this.request = request;
  }

  public HttpRequest request() {
    return request;
  }

  public ChannelHandlerContext context() {
    return context;
  }

  /**
   * Returns the number of polling sessions that were opened on the connection of this request and
   * are alive. Thread-safe.
   */
  public AtomicInteger pollingSessions() {
    return connection.pollingSessions();
  }

  TrustedProxies proxies() {
    return connection.proxies();
  }

  /** Returns the path and the query, which are parsed once. */
  public RequestTarget target() {
    RequestTarget read = target;
    if (read == null) {
      read = RequestTarget.of(request.uri());
      target = read;
    }
    return read;
  }

  /** Writes a response. Further responses are ignored. An error status is logged. Thread-safe. */
  public void answer(HttpResponse answer) {
    execute(() -> write(answer));
  }

  /**
   * Writes the response of a route. Error statuses of the application are not logged. Thread-safe.
   */
  public void answerOfRoute(HttpResponse answer) {
    execute(
        () -> {
          logged = true;
          write(answer);
        });
  }

  /**
   * Sets the reason that is logged with the response that follows, a constant text of the program.
   */
  public void because(String reason) {
    this.reason = reason;
  }

  /**
   * Runs a task of this request. If the task throws, the client receives the status 500. Every task
   * of a request runs in this method, so that no exception leaves a request without a response.
   * Thread-safe.
   */
  public void guard(Runnable task) {
    try {
      task.run();
    } catch (Throwable failure) {
      fail(failure);
    }
  }

  /** Logs a failure; the request continues. Thread-safe. */
  public void logFailure(String what, Throwable failure) {
    connection.refusals().failed(what, this::describe, failure);
  }

  /** Logs a failure and responds with the status 500. Thread-safe. */
  public void fail(Throwable failure) {
    logFailure("500 request", failure);
    if (context.executor().inEventLoop()) {
      abortWithError();
    } else {
      onLoop(this::abortWithError);
    }
  }

  private void abortWithError() {
    logged = true;
    abortWith(FAILED);
  }

  /**
   * Writes a response if none has begun, and aborts the request. A response that has begun ends
   * incomplete, and the connection is closed.
   */
  void abortWith(HttpResponse answer) {
    endBody();
    Runnable aborted = onAbort;
    try {
      logRefusal(answer);
      if (claim()) {
        connection.write(this, answer);
        finish();
        aborted.run();
      } else if (!written || answer.close()) {
        context.close();
      }
    } catch (Throwable failure) {
      logFailure("500 response", failure);
      context.close();
    }
  }

  /**
   * Collects the body, which is discarded otherwise. Called before any part of the body has
   * arrived.
   *
   * @param engine the server with the limits of bytes and chunks
   * @param receiver the receiver of the body, or of the first limit that the body exceeds
   */
  public void collectBody(EngineServer engine, RequestBody.Receiver receiver) {
    if (HttpUtil.getContentLength(request, 0L) > engine.settings().maxPayload()) {
      receiver.refused().accept(RequestBody.BodyError.TOO_LARGE);
      return;
    }
    body = new RequestBody(engine, receiver);
    if (HttpUtil.is100ContinueExpected(request)) {
      connection.writeContinue();
    }
  }

  /** Runs a task when the request has arrived completely, immediately if it already has. */
  public void afterBody(Runnable task) {
    if (bodyComplete) {
      task.run();
    } else {
      afterBody = task;
    }
  }

  /** Sets a field of the response, which replaces the response's own field of that name. */
  public void header(String name, String value) {
    changeableHeaders().set(name, value);
  }

  /** Adds fields to the response, see {@link HttpResponses#merge}. */
  public void addHeaders(List<HttpHeader> fields) {
    if (!fields.isEmpty()) {
      HttpHeaders more = new DefaultHttpHeaders();
      fields.forEach(field -> more.add(field.name(), field.value()));
      HttpResponses.merge(changeableHeaders(), more);
    }
  }

  private HttpHeaders changeableHeaders() {
    if (headers == EmptyHttpHeaders.INSTANCE) {
      headers = new DefaultHttpHeaders();
    }
    return headers;
  }

  /** Returns the fields that are added to the response's own fields. */
  public HttpHeaders headers() {
    return headers;
  }

  /** Returns whether the client still waits for a response. */
  public boolean isOpen() {
    return !answered;
  }

  /**
   * Runs a task on the connection's event loop, immediately if the caller is on that loop.
   * Thread-safe.
   */
  public void execute(Runnable task) {
    if (context.executor().inEventLoop()) {
      guard(task);
    } else {
      onLoop(() -> guard(task));
    }
  }

  /**
   * Runs a task on the connection's event loop. A terminated loop drops it: all its connections are
   * closed by then.
   */
  private void onLoop(Runnable task) {
    try {
      context.executor().execute(task);
    } catch (RejectedExecutionException ended) {
      // see above
    }
  }

  /** Sets the task that runs if the connection fails before the response. */
  public void onAbort(Runnable task) {
    onAbort = task;
  }

  /**
   * Claims the response for a caller that writes to the context directly. Returns false if another
   * caller has already claimed or written a response.
   */
  public boolean claim() {
    boolean first = !answered;
    answered = true;
    return first;
  }

  /** Writes the head of a claimed response. Returns whether the connection stays open. */
  public boolean writeHead(HttpResponse answer, long length) {
    connection.writeHead(this, answer, length);
    return HttpResponses.keepsAlive(this, answer);
  }

  /** Called when a claimed response has been written. */
  public void finish() {
    written = true;
    onAbort = HttpExchange::nothing;
    connection.onProgress();
  }

  boolean isBodyComplete() {
    return bodyComplete;
  }

  boolean isFinished() {
    return written && bodyComplete;
  }

  /** Returns the number of body bytes that were discarded. */
  long discarded() {
    return discarded;
  }

  void onContent(ByteBuf content, boolean last) {
    RequestBody collecting = body;
    RequestBody.BodyError refusal = collecting == null ? null : collecting.add(content);
    if (collecting == null || refusal != null) {
      discarded += content.readableBytes();
    }
    if (collecting != null && refusal != null) {
      refuseBody(collecting, refusal);
      collecting = null;
    }
    if (last) {
      bodyComplete = true;
      endBody();
      if (collecting != null) {
        collecting.completed();
      }
      afterBody.run();
      connection.onProgress();
    }
  }

  /**
   * Refuses a body that has not arrived in time. A body that nobody collects ends the request with
   * the given response.
   */
  void onBodyTimeout(HttpResponse answer) {
    RequestBody collecting = body;
    if (collecting == null) {
      abortWith(answer);
    } else {
      guard(() -> refuseBody(collecting, RequestBody.BodyError.TOO_SLOW));
    }
  }

  private void endBody() {
    if (body != null) {
      body.end();
      body = null;
    }
  }

  private void refuseBody(RequestBody refused, RequestBody.BodyError refusal) {
    if (body == refused) {
      endBody();
      refused.refused(refusal);
    }
  }

  void abort() {
    endBody();
    Runnable task = onAbort;
    onAbort = HttpExchange::nothing;
    answered = true;
    task.run();
  }

  private void write(HttpResponse answer) {
    if (claim()) {
      logRefusal(answer);
      connection.write(this, answer);
      finish();
    }
  }

  private void logRefusal(HttpResponse answer) {
    if (answer.status() >= HttpResponseStatus.BAD_REQUEST.code() && !logged) {
      logRefusal(
          reason == null
              ? HttpResponseStatus.valueOf(answer.status()).toString()
              : answer.status() + " " + reason);
    }
    logged = true;
  }

  public void logRefusal(String why) {
    connection.refusals().refused(why, this::describe);
  }

  /** Describes the request for the log, without its query and its header fields. */
  private String describe() {
    return (isUnreadable() ? "an unreadable request" : line())
        + " of "
        + HttpRequests.address(context.channel());
  }

  /**
   * Returns whether the codec could not parse the request line. The codec represents such a request
   * by a complete one with a method and a path of its own.
   */
  private boolean isUnreadable() {
    return request.decoderResult().isFailure() && request instanceof FullHttpRequest;
  }

  private String line() {
    return RefusalLog.shorten(request.method().name())
        + ' '
        + RefusalLog.shorten(RequestTarget.rawPath(request.uri()));
  }

  private static void nothing() {}
}
