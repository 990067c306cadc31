package io.sidecast.transport;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.group.ChannelGroup;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.sidecast.transport.http.HttpConnection;
import io.sidecast.transport.http.HttpSettings;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Adds the handlers to the pipeline of each new connection. Thread-safe; called on event loops. */
@Sharable
final class HttpPipeline extends ChannelInitializer<Channel> {

  private final HttpRouter router;
  private final Parts parts;

  record Parts(
      @Nullable Supplier<SslContext> tls, HttpSettings settings, ChannelGroup connections) {}

  HttpPipeline(HttpRouter router, Parts parts) {
    this.router = router;
    this.parts = parts;
  }

  @Override
  protected void initChannel(Channel channel) {
    parts.connections().add(channel);
    Supplier<SslContext> tls = parts.tls();
    channel.pipeline().addLast(new ProtocolDetector(tls != null, router.refusals()));
    if (tls != null) {
      SslHandler handler = tls.get().newHandler(channel.alloc());
      handler.setHandshakeTimeoutMillis(parts.settings().timeouts().tlsHandshake().toMillis());
      channel.pipeline().addLast(handler);
    }
    int maxHeaderSize = parts.settings().maxHeaderSize();
    var codec =
        new HttpDecoderConfig()
            .setMaxInitialLineLength(maxHeaderSize)
            .setMaxHeaderSize(maxHeaderSize);
    var timeouts = parts.settings().timeouts();
    var limits = new HttpConnection.Limits(timeouts.idle(), timeouts.head(), maxHeaderSize);
    channel.pipeline().addLast(new HttpServerCodec(codec), new HttpConnection(router, limits));
  }
}
