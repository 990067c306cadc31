package io.sidecast.transport;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.group.ChannelGroup;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import java.time.Duration;

/** Equips each new connection. Event loops only. */
@Sharable
final class HttpPipeline extends ChannelInitializer<Channel> {

  private static final int MAX_LINE = 8 * 1024;
  private static final int MAX_HEADERS = 16 * 1024;

  private final HttpRouter router;
  private final long idleNanos;
  private final ChannelGroup connections;

  HttpPipeline(HttpRouter router, Duration idleTimeout, ChannelGroup connections) {
    this.router = router;
    this.idleNanos = idleTimeout.toNanos();
    this.connections = connections;
  }

  @Override
  protected void initChannel(Channel channel) {
    connections.add(channel);
    var limits =
        new HttpDecoderConfig().setMaxInitialLineLength(MAX_LINE).setMaxHeaderSize(MAX_HEADERS);
    channel
        .pipeline()
        .addLast(new HttpServerCodec(limits), new HttpConnection(router::handle, idleNanos));
  }
}
