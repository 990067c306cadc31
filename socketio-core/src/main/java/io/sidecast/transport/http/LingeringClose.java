package io.sidecast.transport.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import java.util.concurrent.TimeUnit;

/**
 * A listener that closes a connection after its last response so that the response arrives. Closing
 * a connection with unread bytes of the client resets it, and a reset discards the bytes that the
 * client has not read. Therefore this listener first ends the direction to the client. It closes
 * the connection when the client closes, or after two seconds. Thread-safe.
 */
public final class LingeringClose implements ChannelFutureListener {

  public static final LingeringClose INSTANCE = new LingeringClose();

  private static final int LINGER_SECONDS = 2;

  private LingeringClose() {}

  @Override
  public void operationComplete(ChannelFuture written) {
    Channel channel = written.channel();
    boolean plain = channel.pipeline().get(SslHandler.class) == null;
    if (written.isSuccess() && plain && channel instanceof DuplexChannel duplex) {
      duplex.shutdownOutput();
      channel.config().setAutoRead(true);
      channel.eventLoop().schedule(() -> channel.close(), LINGER_SECONDS, TimeUnit.SECONDS);
    } else {
      channel.close();
    }
  }
}
