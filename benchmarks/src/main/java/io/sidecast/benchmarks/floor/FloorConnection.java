package io.sidecast.benchmarks.floor;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;

/**
 * One WebSocket connection of a minimal server. It trusts its client: the request of the handshake
 * arrives whole, and packets have the form that the load generator gives them. Confined to its
 * event loop.
 */
abstract class FloorConnection extends ByteToMessageDecoder {

  private static final String KEY = "Sec-WebSocket-Key: ";
  private static final String MAGIC = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  private static final int CLOSE = 8;
  private static final int SHORT = 126;
  private static final int HEAD = 2;
  private static final int MASK = 4;

  private boolean upgraded;

  /** Returns the sid of the client when it connects to the namespace. */
  abstract String sid(ChannelHandlerContext context);

  /** Handles a packet of the namespace; its bytes are valid during the call only. */
  abstract void onMessage(ChannelHandlerContext context, ByteBuf text);

  /** Handles the end of the connection. */
  abstract void onClose(ChannelHandlerContext context);

  /** Handles the request of the handshake, or one frame if it has arrived completely. */
  @Override
  protected final void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out)
      throws GeneralSecurityException {
    if (upgraded) {
      readFrame(context, in);
    } else {
      upgraded = true;
      upgrade(context, in.readCharSequence(in.readableBytes(), StandardCharsets.US_ASCII));
    }
  }

  @Override
  public final void channelReadComplete(ChannelHandlerContext context) throws Exception {
    super.channelReadComplete(context);
    context.flush();
  }

  @Override
  public final void channelInactive(ChannelHandlerContext context) throws Exception {
    super.channelInactive(context);
    onClose(context);
  }

  @Override
  public final void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    context.close();
  }

  private static void upgrade(ChannelHandlerContext context, CharSequence head)
      throws GeneralSecurityException {
    String request = head.toString();
    int at = request.indexOf(KEY) + KEY.length();
    String key = request.substring(at, request.indexOf('\r', at));
    byte[] digest =
        MessageDigest.getInstance("SHA-1")
            .digest((key + MAGIC).getBytes(StandardCharsets.US_ASCII));
    String answer =
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Accept: "
            + Base64.getEncoder().encodeToString(digest)
            + "\r\n\r\n";
    context.write(Unpooled.copiedBuffer(answer, StandardCharsets.US_ASCII));
    context.write(frame(ascii("0{\"sid\":\"floor\",\"upgrades\":[],\"pingInterval\":25000}")));
  }

  private void readFrame(ChannelHandlerContext context, ByteBuf in) {
    int start = in.readerIndex();
    int readable = in.readableBytes();
    if (readable < HEAD + Short.BYTES) {
      return;
    }
    int head = HEAD;
    int length = in.getByte(start + 1) & 0x7f;
    if (length == SHORT) {
      length = in.getUnsignedShort(start + HEAD);
      head += Short.BYTES;
    }
    if (readable < head + MASK + length) {
      return;
    }
    int opcode = in.getByte(start) & 0x0f;
    int mask = in.getInt(start + head);
    in.skipBytes(head + MASK);
    unmask(in, mask, length);
    onFrame(context, opcode, in.readSlice(length));
  }

  private void onFrame(ChannelHandlerContext context, int opcode, ByteBuf text) {
    int length = text.readableBytes();
    if (opcode == CLOSE) {
      context.close();
    } else if (length > 2 && text.getByte(0) == '4') {
      onMessage(context, text);
    } else if (length == 2) {
      context.write(frame(ascii("40{\"sid\":\"" + sid(context) + "\"}")));
    }
  }

  private static void unmask(ByteBuf in, int mask, int length) {
    int start = in.readerIndex();
    int end = start + length;
    int at = start;
    for (; at <= end - MASK; at += MASK) {
      in.setInt(at, in.getInt(at) ^ mask);
    }
    for (; at < end; at++) {
      in.setByte(at, in.getByte(at) ^ (mask >>> (8 * (3 - (at - start) % MASK))));
    }
  }

  static ByteBuf ascii(String text) {
    return Unpooled.wrappedBuffer(text.getBytes(StandardCharsets.US_ASCII));
  }

  /** Creates a frame outside the heap, so that no write copies it there. */
  static ByteBuf frame(ByteBuf... parts) {
    int length = 0;
    for (ByteBuf part : parts) {
      length += part.readableBytes();
    }
    ByteBuf frame = PooledByteBufAllocator.DEFAULT.directBuffer(length + MASK);
    frame.writeByte(0x81);
    if (length < SHORT) {
      frame.writeByte(length);
    } else {
      frame.writeByte(SHORT).writeShort(length);
    }
    for (ByteBuf part : parts) {
      frame.writeBytes(part, part.readerIndex(), part.readableBytes());
    }
    return frame;
  }
}
