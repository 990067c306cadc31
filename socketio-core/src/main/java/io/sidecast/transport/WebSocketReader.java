package io.sidecast.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.io.ByteArrayOutputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import org.jspecify.annotations.Nullable;

/**
 * Reads the frames of one WebSocket (RFC 6455, section 5) and copies each message out of the
 * network buffer once. Its event loop only.
 *
 * <p>A message is bounded before its bytes arrive; fragments are gathered in one growing array, so
 * that many tiny ones cost no more than their bytes.
 */
final class WebSocketReader extends ChannelInboundHandlerAdapter {

  private static final byte[] NOTHING = {};
  private static final int MAX_CONTROL = 125;
  private static final int NO_STATUS = 1005;
  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

  private final WebSocketTransport transport;
  private final int maxPayload;
  private final boolean deflates;
  private @Nullable ByteBuf arrived;
  private @Nullable ByteArrayOutputStream fragments;
  private @Nullable Throwable cause;
  private int messageStart; // the first byte of the first fragment
  private boolean reading; // not before there is somebody to read for
  private boolean parsing;
  private boolean broken;

  WebSocketReader(WebSocketTransport transport, WebSocketTransport.Settings settings) {
    this.transport = transport;
    this.maxPayload = settings.maxPayload();
    this.deflates = settings.deflates();
  }

  void setReading(boolean reading) {
    this.reading = reading;
    if (reading) {
      parse();
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (!(message instanceof ByteBuf bytes)) {
      context.fireChannelRead(message);
      return;
    }
    if (broken) {
      bytes.release();
      return;
    }
    ByteBuf before = arrived;
    arrived =
        before == null
            ? bytes
            : ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(context.alloc(), before, bytes);
    parse();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    if (context.channel().isWritable()) {
      transport.onWritable();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    this.cause = cause;
    context.close();
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    broken = true;
    transport.onInactive(cause);
    releaseIfDone();
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    broken = true;
    releaseIfDone();
  }

  private void parse() {
    if (parsing) {
      return;
    }
    parsing = true;
    try {
      while (reading && !broken && arrived != null && readFrame(arrived)) {
        // reads one frame each time
      }
    } finally {
      parsing = false;
      releaseIfDone();
    }
  }

  private void releaseIfDone() {
    if (!parsing && arrived != null && (broken || !arrived.isReadable())) {
      arrived.release();
      arrived = null;
    }
  }

  /** Reads a frame that has arrived completely; false if there is none. */
  private boolean readFrame(ByteBuf in) {
    if (in.readableBytes() < 2) {
      return false;
    }
    int start = in.readerIndex();
    int first = in.getByte(start);
    int second = in.getByte(start + 1);
    int shortLength = second & 0x7f;
    int extended = shortLength < 126 ? 0 : shortLength == 126 ? 2 : 8;
    int headerSize = 2 + extended + 4;
    if (!isAllowed(first, second)) {
      return false;
    }
    if (in.readableBytes() < headerSize) {
      return false;
    }
    long length =
        switch (extended) {
          case 0 -> shortLength;
          case 2 -> in.getUnsignedShort(start + 2);
          default -> in.getLong(start + 2);
        };
    if (!fits(length) || in.readableBytes() < headerSize + length) {
      return false;
    }
    int mask = in.getInt(start + headerSize - 4);
    in.skipBytes(headerSize);
    dispatch(first, in, new Payload((int) length, mask));
    return true;
  }

  private record Payload(int length, int mask) {}

  private boolean isAllowed(int first, int second) {
    int opcode = first & 0x0f;
    boolean last = first < 0;
    boolean startsMessage = opcode == WebSocketFrame.TEXT || opcode == WebSocketFrame.BINARY;
    int allowedBits = deflates && startsMessage ? WebSocketFrame.COMPRESSED : 0;
    if ((first & 0x70 & ~allowedBits) != 0) {
      return violation("reserved bits are set");
    }
    if (second >= 0) {
      return violation("frame is not masked");
    }
    if (opcode >= WebSocketFrame.CLOSE) {
      return (opcode <= WebSocketFrame.PONG && last && (second & 0x7f) <= MAX_CONTROL)
          || violation("malformed control frame");
    }
    if (opcode > WebSocketFrame.BINARY) {
      return violation("reserved opcode");
    }
    boolean continues = opcode == WebSocketFrame.CONTINUATION;
    return continues == (fragments != null) || violation("fragments out of order");
  }

  private boolean fits(long length) {
    long before = fragments == null ? 0 : fragments.size();
    if (length < 0 || length > maxPayload - before) {
      tooBig();
      return false;
    }
    return true;
  }

  private void tooBig() {
    broken = true;
    transport.onViolation(
        WebSocketFrame.MESSAGE_TOO_BIG, "message exceeds the allowed " + maxPayload + " bytes");
  }

  private boolean violation(String detail) {
    broken = true;
    transport.onViolation(WebSocketFrame.PROTOCOL_ERROR, detail);
    return false;
  }

  private void dispatch(int first, ByteBuf in, Payload payload) {
    int opcode = first & 0x0f;
    switch (opcode) {
      case WebSocketFrame.CLOSE -> readClose(read(in, payload));
      case WebSocketFrame.PING -> transport.onPing(read(in, payload));
      case WebSocketFrame.PONG -> in.skipBytes(payload.length());
      default -> {
        if (first >= 0 || opcode == WebSocketFrame.CONTINUATION) {
          readFragment(first, in, payload);
        } else if (isCompressed(first)) {
          deliver(first, read(in, payload));
        } else {
          readMessage(opcode, in, payload);
        }
      }
    }
  }

  private void readMessage(int opcode, ByteBuf in, Payload payload) {
    if (opcode == WebSocketFrame.BINARY) {
      transport.onBinary(read(in, payload));
    } else if (payload.length() == 0) {
      transport.onText(0, NOTHING);
    } else {
      int digit = in.readByte() ^ payload.mask() >> 24;
      var rest = new Payload(payload.length() - 1, Integer.rotateLeft(payload.mask(), 8));
      transport.onText(digit, read(in, rest));
    }
  }

  private void readFragment(int first, ByteBuf in, Payload payload) {
    ByteArrayOutputStream gathered = fragments;
    if (gathered == null) {
      gathered = new ByteArrayOutputStream();
      fragments = gathered;
      messageStart = first;
    }
    gathered.writeBytes(read(in, payload));
    if (first >= 0) {
      return;
    }
    fragments = null;
    deliver(messageStart, gathered.toByteArray());
  }

  private static boolean isCompressed(int first) {
    return (first & WebSocketFrame.COMPRESSED) != 0;
  }

  private void deliver(int first, byte[] data) {
    byte[] message = isCompressed(first) ? inflate(data) : data;
    if (message == null) {
      return;
    }
    if ((first & 0x0f) == WebSocketFrame.BINARY) {
      transport.onBinary(message);
    } else if (message.length == 0) {
      transport.onText(0, NOTHING);
    } else {
      transport.onText(message[0], Arrays.copyOfRange(message, 1, message.length));
    }
  }

  /** Null if the client broke the rules. */
  private byte @Nullable [] inflate(byte[] data) {
    byte[] message;
    try {
      message = MessageDeflate.inflate(data, maxPayload);
    } catch (DataFormatException malformed) {
      broken = true;
      transport.onViolation(WebSocketFrame.INVALID_DATA, "malformed compressed message");
      return null;
    }
    if (message == null) {
      tooBig();
    }
    return message;
  }

  private void readClose(byte[] data) {
    if (data.length == 1) {
      violation("malformed close frame");
      return;
    }
    broken = true;
    int code = data.length == 0 ? NO_STATUS : ((data[0] & 0xff) << 8) | (data[1] & 0xff);
    transport.onCloseFrame(code);
  }

  private static byte[] read(ByteBuf in, Payload payload) {
    byte[] data = new byte[payload.length()];
    in.readBytes(data);
    int mask = payload.mask();
    int i = 0;
    for (; i + 4 <= data.length; i += 4) {
      INTS.set(data, i, (int) INTS.get(data, i) ^ mask);
    }
    for (int shift = 24; i < data.length; i++, shift -= 8) {
      data[i] ^= (byte) (mask >> shift);
    }
    return data;
  }
}
