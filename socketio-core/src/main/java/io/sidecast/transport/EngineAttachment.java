package io.sidecast.transport;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.sidecast.engine.EngineServer;
import io.sidecast.http.HttpAttachment;
import io.sidecast.transport.http.HttpConnection;
import io.sidecast.transport.http.HttpSettings;
import io.sidecast.transport.http.SharedPortHandler;
import java.util.concurrent.CompletionStage;

/** An engine on the port of another Netty server. Thread-safe. */
public final class EngineAttachment implements HttpAttachment {

  private final EngineServer engine;
  private final HttpRouter router;

  private EngineAttachment(EngineServer engine, HttpRouter router) {
    this.engine = engine;
    this.router = router;
  }

  /**
   * Returns an attachment of an engine to another server.
   *
   * @param engine the engine that handles requests under its path; {@link #close} closes it
   * @param settings the settings of HTTP; the static files, routes, timeouts and header size are
   *     not used
   * @return the attachment
   */
  public static EngineAttachment of(EngineServer engine, HttpSettings settings) {
    var router = new HttpRouter(engine, settings.withFiles(null));
    return new EngineAttachment(engine, router);
  }

  @Override
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

  @Override
  public CompletionStage<Void> close() {
    return engine.close().whenComplete((done, failure) -> router.close());
  }
}
