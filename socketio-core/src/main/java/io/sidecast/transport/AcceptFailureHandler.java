package io.sidecast.transport;

import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.sidecast.log.RateLimitedLog;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.slf4j.LoggerFactory;

/**
 * Waits a second after a failure to accept a connection, most often because the process has no free
 * file, and logs it. Confined to the event loop of the listening channel.
 */
final class AcceptFailureHandler extends ChannelInboundHandlerAdapter {

  private static final RateLimitedLog log =
      new RateLimitedLog(LoggerFactory.getLogger(HttpServer.class), Duration.ofSeconds(10));

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    log.warn(
        () ->
            "cannot accept connections, tries again every second: %s. Is 'ulimit -n' above the number of connections?"
                .formatted(cause));
    ChannelConfig config = context.channel().config();
    config.setAutoRead(false);
    Future<?> unused =
        context.channel().eventLoop().schedule(() -> config.setAutoRead(true), 1, TimeUnit.SECONDS);
  }
}
