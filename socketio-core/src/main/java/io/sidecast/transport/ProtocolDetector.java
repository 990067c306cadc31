package io.sidecast.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import io.sidecast.engine.RefusalLog;
import io.sidecast.transport.http.HttpRequests;
import io.sidecast.transport.http.LingeringClose;
import java.nio.charset.StandardCharsets;

/**
 * A handler that examines the first byte of a connection and then leaves the pipeline. A client
 * that uses TLS on a plain port, or plain HTTP on a port with TLS, receives a response that names
 * the mistake. Confined to the connection's event loop.
 */
final class ProtocolDetector extends ChannelInboundHandlerAdapter {

  private static final int TLS_HANDSHAKE = 0x16;

  private final boolean tls;
  private final RefusalLog refusals;
  private boolean refused;

  ProtocolDetector(boolean tls, RefusalLog refusals) {
    this.tls = tls;
    this.refusals = refusals;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (refused) {
      ReferenceCountUtil.release(message);
    } else if (message instanceof ByteBuf bytes && bytes.isReadable()) {
      int first = bytes.getUnsignedByte(bytes.readerIndex());
      if (tls && first >= 'A' && first <= 'Z') {
        refuse(context, bytes, "plain HTTP on a port with TLS: use https or wss");
      } else if (!tls && first == TLS_HANDSHAKE) {
        refuse(context, bytes, "TLS on a port without TLS: use http or ws");
      } else {
        context.pipeline().remove(this);
        context.fireChannelRead(message);
      }
    } else {
      context.fireChannelRead(message);
    }
  }

  private void refuse(ChannelHandlerContext context, ByteBuf bytes, String reason) {
    bytes.release();
    refused = true;
    refusals.refused(reason, () -> HttpRequests.address(context.channel()));
    String answer =
        "HTTP/1.1 400 Bad Request\r\ncontent-type: text/plain\r\nconnection: close\r\n"
            + "content-length: "
            + reason.length()
            + "\r\n\r\n"
            + reason;
    context
        .writeAndFlush(Unpooled.copiedBuffer(answer, StandardCharsets.US_ASCII))
        .addListener(LingeringClose.INSTANCE);
  }
}
