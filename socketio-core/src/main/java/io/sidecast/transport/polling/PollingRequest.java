package io.sidecast.transport.polling;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.sidecast.engine.EngineServer;
import io.sidecast.engine.Session;
import io.sidecast.http.HandshakeError;
import io.sidecast.transport.encoding.PollingCodec;
import io.sidecast.transport.encoding.PollingPayload;
import io.sidecast.transport.http.HttpExchange;
import io.sidecast.transport.http.RequestBody;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * A request of an open session that uses polling: a poll (GET) or packets of the client (POST). The
 * request reaches the session's {@link PollingTransport} on the session's event loop. If the
 * session no longer uses polling, the response is the error "Bad request". Begins on the event loop
 * of the request's connection.
 */
public final class PollingRequest {

  /**
   * How long a CLOSE packet waits for the client's last poll, which may arrive on another
   * connection.
   */
  private static final Duration CLOSE_GRACE = Duration.ofMillis(100);

  private final HttpExchange exchange;
  private final Session session;

  public PollingRequest(HttpExchange exchange, Session session) {
    this.exchange = exchange;
    this.session = session;
  }

  /**
   * Handles the request.
   *
   * @param engine the server with the limits of a body
   */
  public void handle(EngineServer engine) {
    HttpMethod method = exchange.request().method();
    if (method.equals(HttpMethod.GET)) {
      session.afterUpgradePackets(() -> exchange.execute(this::poll));
    } else if (!method.equals(HttpMethod.POST)) {
      exchange.answer(EngineResponses.unknownMethod());
    } else if (session.protocol() == 4 && isBinary()) {
      onTransport(polling -> polling.refusePost(exchange, "binary body"));
    } else {
      post(engine);
    }
  }

  private void poll() {
    if (exchange.isOpen()) {
      exchange.onAbort(() -> onTransport(polling -> polling.onAbort(exchange)));
      onTransport(polling -> polling.onPoll(exchange));
    }
  }

  private void post(EngineServer engine) {
    exchange.onAbort(() -> onTransport(polling -> polling.onAbort(exchange)));
    onTransport(polling -> polling.onPost(exchange));
    exchange.collectBody(
        engine,
        new RequestBody.Receiver(body -> session.execute(() -> deliver(body)), this::refuseBody));
  }

  private void refuseBody(RequestBody.BodyError refusal) {
    exchange.because(refusal.detail());
    exchange.answer(refusal.answer());
    onTransport(polling -> polling.onBodyRefused(exchange, refusal.detail()));
  }

  private void deliver(byte[] bytes) {
    var body = new PollingCodec.Body(bytes, isBinary());
    Consumer<PollingTransport> delivery = polling -> polling.onBody(exchange, body);
    boolean wait =
        PollingPayload.isClose(bytes)
            && session.currentTransport() instanceof PollingTransport polling
            && polling.awaitsPoll();
    if (wait) {
      session.schedule(CLOSE_GRACE, () -> onTransport(delivery));
    } else {
      onTransport(delivery);
    }
  }

  private boolean isBinary() {
    String type = exchange.request().headers().get(HttpHeaderNames.CONTENT_TYPE);
    return type != null
        && HttpHeaderValues.APPLICATION_OCTET_STREAM.contentEqualsIgnoreCase(mediaType(type));
  }

  private static String mediaType(String contentType) {
    int parameters = contentType.indexOf(';');
    return (parameters < 0 ? contentType : contentType.substring(0, parameters)).trim();
  }

  /** Runs a task on the session's event loop with the polling transport of the session. */
  private void onTransport(Consumer<PollingTransport> task) {
    session.onRequest(
        () ->
            exchange.guard(
                () -> {
                  if (session.currentTransport() instanceof PollingTransport polling) {
                    task.accept(polling);
                  } else {
                    exchange.because("the session does not use polling any more");
                    exchange.answer(EngineResponses.refused(HandshakeError.BAD_REQUEST));
                  }
                }));
  }
}
