package io.sidecast.transport;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.sidecast.engine.EngineServer;
import java.util.concurrent.CompletionStage;

/**
 * An engine on the port of another Netty server. Thread-safe.
 *
 * <p>Each pipeline of the server contains a {@link #newHandler} after the {@code HttpServerCodec};
 * no handler between the two may change messages. The handler responds to requests under the
 * engine's path. It passes all other requests to the handlers after it, unchanged and in order. A
 * connection that becomes a WebSocket of the engine is used by the engine only. The other server
 * and its codec limit idle connections and the sizes of request lines, heads and chunks.
 */
public final class HttpAttachment {

  private final EngineServer engine;
  private final HttpRouter router;

  private HttpAttachment(EngineServer engine, HttpRouter router) {
    this.engine = engine;
    this.router = router;
  }

  /**
   * Returns an attachment of an engine to another server.
   *
   * @param engine the engine that handles requests under its path; {@link #close} closes it
   * @param settings the settings of HTTP; the static files, routes, idle timeout and header size
   *     are not used
   * @return the attachment
   */
  public static HttpAttachment of(EngineServer engine, HttpSettings settings) {
    var router = new HttpRouter(engine, new EngineLoops(), settings.withFiles(null));
    return new HttpAttachment(engine, router);
  }

  /**
   * Returns a handler for one connection.
   *
   * @return a new handler, to be added after the {@code HttpServerCodec} of one pipeline
   */
  public ChannelHandler newHandler() {
    return new ChannelInitializer<Channel>() {
      @Override
      protected void initChannel(Channel channel) {
        var pipeline = channel.pipeline();
        String self = pipeline.context(this).name();
        pipeline.addAfter(self, null, new HttpConnection(router, HttpConnection.Limits.UNLIMITED));
        pipeline.addAfter(self, null, new SharedPortHandler(router));
      }
    };
  }

  /**
   * Writes the packets that sessions have sent, closes the sessions, and refuses new ones. The
   * connections stay open; they belong to their server.
   *
   * @return a stage that completes when the sessions are closed, at the latest after one second, on
   *     a thread of its own
   */
  public CompletionStage<Void> close() {
    return engine.close().whenComplete((done, failure) -> router.close());
  }
}
