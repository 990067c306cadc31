package io.sidecast.benchmarks.floor;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;

/**
 * One WebSocket connection. It trusts its client: requests and frames arrive whole, and the data is
 * at the position that the load generator uses. Confined to its event loop.
 */
final class FloorConnection extends ChannelInboundHandlerAdapter {

  private static final String KEY = "Sec-WebSocket-Key: ";
  private static final String MAGIC = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  private static final int CLOSE = 8;
  private static final int SHORT = 126;
  private static final int MASK = 4;

  /** The position of the load generator's data in an emit to the room. */
  private static final int ROOM_DATA = "42[\"to_room\",{\"room\":\"bench\",\"data\":".length();

  /** The position of the load generator's data in a request for an echo. */
  private static final int ECHO_DATA = "421[\"echo\",".length();

  private final FloorRoom room;
  private boolean upgraded;

  FloorConnection(FloorRoom room) {
    this.room = room;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message)
      throws GeneralSecurityException {
    ByteBuf in = (ByteBuf) message;
    try {
      if (!upgraded) {
        upgraded = true;
        upgrade(context, in.readCharSequence(in.readableBytes(), StandardCharsets.US_ASCII));
      }
      while (in.isReadable()) {
        readFrame(context, in);
      }
    } finally {
      in.release();
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    context.flush();
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    room.leave(context.channel());
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
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
    int opcode = in.readByte() & 0x0f;
    int length = in.readByte() & 0x7f;
    if (length == SHORT) {
      length = in.readUnsignedShort();
    }
    int mask = in.readInt();
    unmask(in, mask, length);
    ByteBuf text = in.readSlice(length);
    if (opcode == CLOSE) {
      context.close();
    } else if (length > 2 && text.getByte(0) == '4') {
      onMessage(context, text);
    } else if (length == 2) {
      context.write(frame(ascii("40{\"sid\":\"floor\"}")));
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

  private void onMessage(ChannelHandlerContext context, ByteBuf text) {
    if (text.getByte(2) == '0') {
      room.join(context.channel());
      context.write(frame(ascii("430[true]")));
    } else if (text.getByte(2) == '1') {
      ByteBuf data = text.slice(ECHO_DATA, text.readableBytes() - ECHO_DATA);
      context.write(frame(ascii("431["), data));
    } else {
      ByteBuf data = text.slice(ROOM_DATA, text.readableBytes() - ROOM_DATA - 2);
      room.send(frame(ascii("42[\"msg\","), data, ascii("]")));
    }
  }

  private static ByteBuf ascii(String text) {
    return Unpooled.wrappedBuffer(text.getBytes(StandardCharsets.US_ASCII));
  }

  /** Creates a frame outside the heap, so that no write copies it there. */
  private static ByteBuf frame(ByteBuf... parts) {
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
