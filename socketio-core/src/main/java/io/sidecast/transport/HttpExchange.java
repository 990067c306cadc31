package io.sidecast.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.sidecast.engine.EngineSettings;
import io.sidecast.engine.RefusalLog;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP request and its answer. The connection's event loop only, except {@link #answer}.
 *
 * <p>The connection serves one exchange at a time: the next request waits until this one is
 * answered and its body has arrived.
 */
final class HttpExchange {

  static final HttpAnswer FAILED = HttpAnswer.text(500, "Internal server error");

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

  HttpRequest request() {
    return request;
  }

  ChannelHandlerContext context() {
    return context;
  }

  /** Path and query, read once. */
  RequestTarget target() {
    RequestTarget read = target;
    if (read == null) {
      read = RequestTarget.of(request.uri());
      target = read;
    }
    return read;
  }

  /**
   * Any thread. The first answer counts; others are ignored. A refusal leaves a line in the log.
   */
  void answer(HttpAnswer answer) {
    execute(() -> write(answer));
  }

  /** Any thread. Answers for a route, whose refusals are the application's own affair. */
  void answerOfRoute(HttpAnswer answer) {
    execute(
        () -> {
          logged = true;
          write(answer);
        });
  }

  /** Says why the answer that follows is a refusal: a text of the program, for the log. */
  void because(String reason) {
    this.reason = reason;
  }

  /**
   * Any thread. Runs a task of this request; what it throws is answered. Every task of a request
   * runs in here, so that no failure leaves a request without an answer.
   */
  void guard(Runnable task) {
    try {
      task.run();
    } catch (Throwable failure) {
      fail(failure);
    }
  }

  /** Any thread. Leaves a line in the log; the request goes on. */
  void logFailure(String what, Throwable failure) {
    connection.refusals().failed(what, this::describe, failure);
  }

  /** Any thread. Answers 500 and logs the failure. */
  void fail(Throwable failure) {
    logFailure("500 a request", failure);
    if (context.executor().inEventLoop()) {
      breakOffFailed();
    } else {
      context.executor().execute(this::breakOffFailed);
    }
  }

  private void breakOffFailed() {
    logged = true;
    breakOff(FAILED);
  }

  /** Answers if nobody has, and aborts the request; an answer that has begun ends in the middle. */
  void breakOff(HttpAnswer answer) {
    dropBody();
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
      logFailure("500 an answer", failure);
      context.close();
    }
  }

  /**
   * Gathers the body; otherwise it is discarded. Called before any of it has arrived.
   *
   * @param limits hold the bytes, the chunks and the time that it may take
   * @param receiver receives the body, or its refusal as soon as it exceeds a limit
   */
  void gatherBody(EngineSettings limits, RequestBody.Receiver receiver) {
    if (HttpUtil.getContentLength(request, 0L) > limits.maxPayload()) {
      receiver.refused().accept(RequestBody.HandshakeError.TOO_LARGE);
      return;
    }
    body = new RequestBody(limits, receiver);
    if (HttpUtil.is100ContinueExpected(request)) {
      connection.writeContinue();
    }
  }

  /** Runs a task when the request has arrived completely: now, if it has. */
  void afterBody(Runnable task) {
    if (bodyComplete) {
      task.run();
    } else {
      afterBody = task;
    }
  }

  /** Sets a field of the answer, instead of what the answer itself may say. */
  void header(String name, String value) {
    changeableHeaders().set(name, value);
  }

  /** Adds fields to the answer, see {@link HttpResponses#merge}. */
  void addHeaders(List<HttpHeader> fields) {
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

  /** The fields of the answer besides its own. */
  HttpHeaders headers() {
    return headers;
  }

  /** Whether somebody still waits for an answer. */
  boolean isOpen() {
    return !answered;
  }

  /** Any thread. Runs a task on the event loop of the connection: now if this is it, else soon. */
  void execute(Runnable task) {
    if (context.executor().inEventLoop()) {
      guard(task);
    } else {
      context.executor().execute(() -> guard(task));
    }
  }

  /** Runs a task if the connection breaks before the answer. */
  void onAbort(Runnable task) {
    onAbort = task;
  }

  /** Takes the right to answer for somebody who writes to the context directly. */
  boolean claim() {
    boolean first = !answered;
    answered = true;
    return first;
  }

  /** Writes the head of an answer that was claimed; says whether the connection stays. */
  boolean writeHead(HttpAnswer answer, long length) {
    connection.writeHead(this, answer, length);
    return HttpResponses.keepsAlive(this, answer);
  }

  /** What was claimed has been written. */
  void finish() {
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

  /** Bytes that nobody wanted. */
  long discarded() {
    return discarded;
  }

  void onContent(ByteBuf content, boolean last) {
    RequestBody gathering = body;
    RequestBody.HandshakeError refusal = gathering == null ? null : gathering.add(content);
    if (gathering == null || refusal != null) {
      discarded += content.readableBytes();
    }
    if (gathering != null && refusal != null) {
      refuseBody(gathering, refusal);
      gathering = null;
    }
    if (last) {
      bodyComplete = true;
      body = null;
      if (gathering != null) {
        gathering.completed();
      }
      afterBody.run();
      connection.onProgress();
    }
  }

  /** The content that has arrived is handled; the time of an incomplete body begins. */
  void onReadComplete() {
    RequestBody gathering = body;
    if (gathering != null) {
      gathering.awaitRest(
          context.executor(),
          () -> guard(() -> refuseBody(gathering, RequestBody.HandshakeError.TOO_SLOW)));
    }
  }

  private void refuseBody(RequestBody refused, RequestBody.HandshakeError refusal) {
    if (body == refused) {
      body = null;
      refused.refused(refusal);
    }
  }

  private void dropBody() {
    RequestBody gathering = body;
    if (gathering != null) {
      body = null;
      gathering.cancel();
    }
  }

  void abort() {
    dropBody();
    Runnable task = onAbort;
    onAbort = HttpExchange::nothing;
    answered = true;
    task.run();
  }

  private void write(HttpAnswer answer) {
    if (claim()) {
      logRefusal(answer);
      connection.write(this, answer);
      finish();
    }
  }

  private void logRefusal(HttpAnswer answer) {
    if (answer.status() >= HttpResponseStatus.BAD_REQUEST.code() && !logged) {
      logRefusal(
          reason == null
              ? HttpResponseStatus.valueOf(answer.status()).toString()
              : answer.status() + " " + reason);
    }
    logged = true;
  }

  void logRefusal(String why) {
    connection.refusals().refused(why, this::describe);
  }

  /** The request in a log: without its query and its header fields. */
  private String describe() {
    return RefusalLog.shorten(request.method().name())
        + ' '
        + RefusalLog.shorten(RequestTarget.rawPath(request.uri()))
        + " of "
        + HttpRequests.address(context.channel());
  }

  private static void nothing() {}
}
