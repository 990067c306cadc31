package io.sidecast.transport;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.sidecast.engine.EngineServer;
import java.util.concurrent.CompletionStage;

/**
 * An engine on the port of somebody else's Netty server. Any thread.
 *
 * <p>{@link #newHandler} goes into each pipeline behind the {@code HttpServerCodec}, with nothing
 * between them that changes messages. It answers the requests under the engine's path; all others
 * go on to the handlers behind it, unchanged and in their order. A connection that becomes a
 * WebSocket of the engine is the engine's alone. Idle connections, and the sizes of request lines,
 * heads and chunks, are left to the server that owns them and to its codec.
 */
public final class HttpAttachment {

  private final EngineServer engine;
  private final HttpRouter router;

  private HttpAttachment(EngineServer engine, HttpRouter router) {
    this.engine = engine;
    this.router = router;
  }

  /**
   * Prepares an engine for the pipelines of another server.
   *
   * @param engine answers under its path; closed by {@link #close}
   * @param settings how requests are answered; its files, routes, idle timeout and header size are
   *     not used
   * @return the attachment
   */
  public static HttpAttachment of(EngineServer engine, HttpSettings settings) {
    var router = new HttpRouter(engine, new EngineLoops(), settings.withFiles(null));
    return new HttpAttachment(engine, router);
  }

  /**
   * What one connection needs.
   *
   * @return a new handler, to be added behind the {@code HttpServerCodec} of one pipeline
   */
  public ChannelHandler newHandler() {
    return new ChannelInitializer<Channel>() {
      @Override
      protected void initChannel(Channel channel) {
        var pipeline = channel.pipeline();
        String self = pipeline.context(this).name();
        pipeline.addAfter(
            self, null, new HttpConnection(router, HttpConnection.Limits.OF_THE_HOST));
        pipeline.addAfter(self, null, new SharedPortHandler(router));
      }
    };
  }

  /**
   * Closes the engine's sessions, writing what they have sent before, and refuses new ones. The
   * connections stay with their server.
   *
   * @return completes on a thread of its own when the sessions are closed, or given up after a
   *     second
   */
  public CompletionStage<Void> close() {
    return engine.close().whenComplete((done, failure) -> router.close());
  }
}
