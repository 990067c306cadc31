package io.sidecast.transport;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.group.ChannelGroup;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.ssl.SslContext;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Equips each new connection. Event loops only. */
@Sharable
final class HttpPipeline extends ChannelInitializer<Channel> {

  private static final int MAX_LINE = 8 * 1024;
  private static final int MAX_HEADERS = 16 * 1024;

  private final HttpRouter router;
  private final Parts parts;

  record Parts(@Nullable SslContext tls, Duration idleTimeout, ChannelGroup connections) {}

  HttpPipeline(HttpRouter router, Parts parts) {
    this.router = router;
    this.parts = parts;
  }

  @Override
  protected void initChannel(Channel channel) {
    parts.connections().add(channel);
    SslContext tls = parts.tls();
    if (tls != null) {
      channel.pipeline().addLast(tls.newHandler(channel.alloc()));
    }
    var limits =
        new HttpDecoderConfig().setMaxInitialLineLength(MAX_LINE).setMaxHeaderSize(MAX_HEADERS);
    channel
        .pipeline()
        .addLast(
            new HttpServerCodec(limits),
            new HttpConnection(router::handle, parts.idleTimeout().toNanos()));
  }
}
