package io.sidecast.transport.http;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * A handler before the {@link HttpConnection} in the pipeline of another server. It passes each
 * request to the {@link HttpConnection} or to the handlers after it. A pipelined request waits
 * until the response to the previous request is written, so that responses keep their order.
 * Confined to the connection's event loop.
 */
public final class SharedPortHandler extends ChannelDuplexHandler {

  private static final int MAX_WAITING = 1024;

  private final RequestHandler requests;
  private final ArrayDeque<Object> waiting = new ArrayDeque<>(4);
  private boolean forEngine;
  private boolean receivingBody;
  private boolean responsePending;
  private boolean protocolSwitched;
  private boolean replaying;
  private @Nullable HttpResponseStatus responseStatus;

  public SharedPortHandler(RequestHandler requests) {
    this.requests = requests;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (protocolSwitched || !(message instanceof HttpObject)) {
      passToOthers(context, message);
      return;
    }
    waiting.add(message);
    if (waiting.size() > MAX_WAITING) {
      requests
          .refusals()
          .refused("too many pipelined messages", () -> HttpRequests.address(context.channel()));
      context.close();
      return;
    }
    replay(context);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    context.fireChannelReadComplete();
    if (forEngine) {
      readOn(context);
    }
  }

  @Override
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
    context.write(message, promise);
    if (message instanceof HttpResponse response) {
      responseStatus = response.status();
    }
    if (message instanceof LastHttpContent) {
      answered(context);
    }
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    release();
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    passEngineRequests(context);
    context.fireChannelInactive();
  }

  private void answered(ChannelHandlerContext context) {
    HttpResponseStatus status = responseStatus;
    responseStatus = null;
    if (HttpResponseStatus.SWITCHING_PROTOCOLS.equals(status)) {
      protocolSwitched = true;
    } else if (status == null || status.codeClass() != HttpStatusClass.INFORMATIONAL) {
      responsePending = false;
      if (forEngine) {
        readOn(context);
      }
      // Not within the write of another handler.
      context.executor().execute(() -> replay(context));
    }
  }

  /** Reads, in the place of a server that reads on demand and does not see this request. */
  private static void readOn(ChannelHandlerContext context) {
    if (!context.channel().config().isAutoRead()) {
      context.read();
    }
  }

  private void replay(ChannelHandlerContext context) {
    if (replaying) {
      return;
    }
    replaying = true;
    try {
      while (!waiting.isEmpty() && (receivingBody || !responsePending)) {
        lead(context, waiting.remove());
      }
    } finally {
      replaying = false;
    }
  }

  private void lead(ChannelHandlerContext context, Object message) {
    if (message instanceof HttpRequest request) {
      forEngine = requests.isForEngine(request.uri());
      receivingBody = true;
      responsePending = true;
    }
    if (message instanceof LastHttpContent) {
      receivingBody = false;
    }
    if (forEngine) {
      context.fireChannelRead(message);
    } else {
      passToOthers(context, message);
    }
  }

  /**
   * Passes the waiting requests of the engine to the {@link HttpConnection}, which handles or drops
   * them because the connection has ended.
   */
  private void passEngineRequests(ChannelHandlerContext context) {
    for (var message = waiting.poll(); message != null; message = waiting.poll()) {
      if (message instanceof HttpRequest request) {
        forEngine = requests.isForEngine(request.uri());
      }
      if (forEngine) {
        context.fireChannelRead(message);
      } else {
        ReferenceCountUtil.release(message);
      }
    }
  }

  /** Passes a message to the handler after the {@link HttpConnection}. */
  private static void passToOthers(ChannelHandlerContext context, Object message) {
    ChannelHandlerContext own = context.pipeline().context(HttpConnection.class);
    (own == null ? context : own).fireChannelRead(message);
  }

  private void release() {
    for (var message = waiting.poll(); message != null; message = waiting.poll()) {
      ReferenceCountUtil.release(message);
    }
  }
}
