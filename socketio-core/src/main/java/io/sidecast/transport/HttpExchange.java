package io.sidecast.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.sidecast.engine.EngineSettings;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP request and its answer. The connection's event loop only, except {@link #answer}.
 *
 * <p>The connection serves one exchange at a time: the next request waits until this one is
 * answered and its body has arrived.
 */
final class HttpExchange {

  private final HttpConnection connection;
  private final ChannelHandlerContext context;
  private final HttpRequest request;
  private Map<String, String> headers = Map.of();
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

  /** Any thread. The first answer counts; others are ignored. */
  void answer(HttpAnswer answer) {
    execute(() -> write(answer));
  }

  /**
   * Gathers the body; otherwise it is discarded. Called before any of it has arrived.
   *
   * @param limits hold the bytes, the chunks and the time that it may take
   * @param receiver receives the body, or its refusal as soon as it exceeds a limit
   */
  void gatherBody(EngineSettings limits, RequestBody.Receiver receiver) {
    if (HttpUtil.getContentLength(request, 0L) > limits.maxPayload()) {
      receiver.refused().accept(RequestBody.Refusal.TOO_LARGE);
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

  /** Adds a field to the answer, instead of what the answer itself may say. */
  void header(String name, String value) {
    if (headers.isEmpty()) {
      headers = new LinkedHashMap<>();
    }
    headers.put(name, value);
  }

  /** What the answer says besides its own. */
  Map<String, String> headers() {
    return headers;
  }

  /** Whether somebody still waits for an answer. */
  boolean isOpen() {
    return !answered;
  }

  /** Any thread. Runs a task on the event loop of the connection: now if this is it, else soon. */
  void execute(Runnable task) {
    if (context.executor().inEventLoop()) {
      task.run();
    } else {
      context.executor().execute(task);
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
    return connection.writeHead(this, answer, length);
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
    RequestBody.Refusal refusal = gathering == null ? null : gathering.add(content);
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

  /** What has arrived so far was handled: from now on the time of an incomplete body runs. */
  void onReadComplete() {
    RequestBody gathering = body;
    if (gathering != null) {
      gathering.awaitRest(
          context.executor(), () -> refuseBody(gathering, RequestBody.Refusal.TOO_SLOW));
    }
  }

  private void refuseBody(RequestBody refused, RequestBody.Refusal refusal) {
    if (body == refused) {
      body = null;
      refused.refused(refusal);
    }
  }

  void abort() {
    RequestBody gathering = body;
    if (gathering != null) {
      body = null;
      gathering.cancel();
    }
    Runnable task = onAbort;
    onAbort = HttpExchange::nothing;
    answered = true;
    task.run();
  }

  private void write(HttpAnswer answer) {
    if (claim()) {
      connection.write(this, answer);
      finish();
    }
  }

  private static void nothing() {}
}
