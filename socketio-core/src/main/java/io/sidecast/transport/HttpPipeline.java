package io.sidecast.transport;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.group.ChannelGroup;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.ssl.SslContext;
import io.sidecast.transport.http.HttpConnection;
import io.sidecast.transport.http.HttpSettings;
import org.jspecify.annotations.Nullable;

/** Adds the handlers to the pipeline of each new connection. Thread-safe; called on event loops. */
@Sharable
final class HttpPipeline extends ChannelInitializer<Channel> {

  private final HttpRouter router;
  private final Parts parts;

  record Parts(@Nullable SslContext tls, HttpSettings settings, ChannelGroup connections) {}

  HttpPipeline(HttpRouter router, Parts parts) {
    this.router = router;
    this.parts = parts;
  }

  @Override
  protected void initChannel(Channel channel) {
    parts.connections().add(channel);
    SslContext tls = parts.tls();
    channel.pipeline().addLast(new ProtocolDetector(tls != null, router.refusals()));
    if (tls != null) {
      channel.pipeline().addLast(tls.newHandler(channel.alloc()));
    }
    int maxHeaderSize = parts.settings().maxHeaderSize();
    var codec =
        new HttpDecoderConfig()
            .setMaxInitialLineLength(maxHeaderSize)
            .setMaxHeaderSize(maxHeaderSize);
    var limits = new HttpConnection.Limits(parts.settings().idleTimeout().toNanos(), maxHeaderSize);
    channel.pipeline().addLast(new HttpServerCodec(codec), new HttpConnection(router, limits));
  }
}
