package io.sidecast.transport.websocket;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.sidecast.engine.IncompleteBytes;
import io.sidecast.engine.LoopCounters;
import io.sidecast.transport.encoding.MessageDeflate;
import io.sidecast.transport.encoding.Utf8Check;
import io.sidecast.transport.encoding.WebSocketFrame;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import org.jspecify.annotations.Nullable;

/**
 * A handler that parses the frames of one WebSocket (RFC 6455, section 5). It copies each message
 * out of the network buffer once.
 *
 * <p>The size of a message is checked before its bytes arrive. Fragments are collected in one
 * growing array, so that many small fragments need no more memory than their bytes. Confined to the
 * channel's event loop.
 */
final class WebSocketReader extends ChannelInboundHandlerAdapter {

  private static final byte[] NOTHING = {};
  private static final int NO_STATUS = 1005;

  private final WebSocketTransport transport;
  private final int maxPayload;
  private final FrameRules rules;
  private final IncompleteBytes allIncomplete;
  private final LoopCounters counters;

  /** Null before a message arrives in pieces, which most messages do not. */
  private IncompleteBytes.@Nullable Share incomplete;

  private @Nullable ByteBuf arrived;
  private @Nullable ByteArrayOutputStream fragments;
  private @Nullable Utf8Check fragmentsCheck; // of uncompressed text only
  private @Nullable Throwable cause;
  private int messageStart; // the first byte of the first fragment
  private boolean reading; // false until a session is attached
  private boolean checkingActivity; // reads one piece although reading is paused
  private boolean last; // the channel is closed; the bytes that have arrived are parsed
  private boolean seen; // a piece has arrived since checkClientActivity()
  private boolean parsing;
  private boolean broken;

  WebSocketReader(WebSocketTransport transport, WebSocketTransport.Settings settings) {
    this.transport = transport;
    this.maxPayload = settings.maxPayload();
    this.rules = FrameRules.of(settings.deflates());
    this.allIncomplete = settings.incomplete();
    this.counters = settings.counters();
  }

  void setReading(boolean reading) {
    this.reading = reading;
    if (reading) {
      parse();
    }
  }

  /** Reads the next piece that arrives, now or later, although reading is paused. */
  void checkClientActivity(Channel channel) {
    checkingActivity = true;
    seen = false;
    channel.read();
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    transport.onAdded(context);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    if (checkingActivity && seen) {
      checkingActivity = false;
      transport.onClientActivity();
    }
    context.fireChannelReadComplete();
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (!(message instanceof ByteBuf bytes)) {
      context.fireChannelRead(message);
      return;
    }
    counters.received(bytes.readableBytes());
    if (broken) {
      bytes.release();
      return;
    }
    seen = true;
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
    if (!(cause instanceof IOException)) {
      transport.onFailure(cause);
    }
    context.close();
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    last = transport.isAttached(); // handles received messages before the end
    parse();
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
      while ((reading || checkingActivity || last)
          && !broken
          && arrived != null
          && readFrame(arrived)) {
        // readFrame reads one frame
      }
    } finally {
      parsing = false;
      releaseIfDone();
    }
  }

  private void releaseIfDone() {
    if (parsing) {
      return;
    }
    if (broken) {
      fragments = null;
    }
    releaseArrived();
    if (!count(storedBytes())) {
      broken = true;
      transport.onViolation(
          WebSocketFrame.TRY_AGAIN_LATER, "too many bytes of incomplete messages of all clients");
      releaseIfDone();
    }
  }

  private boolean count(long stored) {
    if (incomplete == null) {
      if (stored == 0) {
        return true;
      }
      incomplete = allIncomplete.newShare();
    }
    return incomplete.set(stored);
  }

  private long storedBytes() {
    return (arrived == null ? 0L : arrived.readableBytes())
        + (fragments == null ? 0 : fragments.size());
  }

  private void releaseArrived() {
    if (arrived == null) {
      return;
    }
    if (broken || !arrived.isReadable()) {
      arrived.release();
      arrived = null;
    } else {
      arrived.discardSomeReadBytes(); // the buffer would grow if each piece ends within a frame
    }
  }

  /**
   * Reads a frame. Returns false if no frame has arrived completely, or if the client violated the
   * protocol.
   */
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
    String fault = rules.fault(first, second, fragments != null);
    if (fault != null) {
      return violation(fault);
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
    fault = FrameRules.lengthViolation(extended, length);
    if (fault != null) {
      return violation(fault);
    }
    if (!FrameRules.isControl(first) && !fits(length)) {
      return false;
    }
    if (in.readableBytes() < headerSize + length) {
      return false;
    }
    int mask = in.getInt(start + headerSize - 4);
    in.skipBytes(headerSize);
    dispatch(first, in, new MaskedPayload((int) length, mask));
    return true;
  }

  private boolean fits(long length) {
    long before = fragments == null ? 0 : fragments.size();
    if (length > maxPayload - before) {
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

  private void invalidText() {
    broken = true;
    transport.onViolation(WebSocketFrame.INVALID_DATA, "text that is not UTF-8");
  }

  private void dispatch(int first, ByteBuf in, MaskedPayload payload) {
    int opcode = first & 0x0f;
    switch (opcode) {
      case WebSocketFrame.CLOSE -> readClose(payload.read(in));
      case WebSocketFrame.PING -> transport.onPing(payload.read(in));
      case WebSocketFrame.PONG -> in.skipBytes(payload.length());
      default -> {
        if (first >= 0 || opcode == WebSocketFrame.CONTINUATION) {
          readFragment(first, in, payload);
        } else if (isCompressed(first)) {
          deliver(first, payload.read(in));
        } else {
          readMessage(opcode, in, payload);
        }
      }
    }
  }

  private void readMessage(int opcode, ByteBuf in, MaskedPayload payload) {
    if (opcode == WebSocketFrame.BINARY) {
      transport.onBinary(payload.read(in));
    } else if (payload.length() == 0) {
      transport.onText(0, NOTHING);
    } else if (payload.first(in) < 0) {
      deliverText(payload.read(in));
    } else {
      int digit = payload.first(in);
      in.skipBytes(1);
      byte[] data = payload.rest().read(in);
      if (Utf8Check.isValid(data)) {
        transport.onText(digit, data);
      } else {
        invalidText();
      }
    }
  }

  private void readFragment(int first, ByteBuf in, MaskedPayload payload) {
    ByteArrayOutputStream gathered = fragments;
    if (gathered == null) {
      gathered = new ByteArrayOutputStream();
      fragments = gathered;
      messageStart = first;
      boolean plainText = (first & 0x0f) == WebSocketFrame.TEXT && !isCompressed(first);
      fragmentsCheck = plainText ? new Utf8Check() : null;
    }
    byte[] data = payload.read(in);
    Utf8Check check = fragmentsCheck;
    if (check != null && !(check.accept(data) && (first >= 0 || check.isComplete()))) {
      invalidText();
      return;
    }
    gathered.writeBytes(data);
    if (first < 0) {
      fragments = null;
      deliver(messageStart, gathered.toByteArray());
    }
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
    } else if (message == data && fragmentsCheck != null) {
      transport.onText(message); // each fragment was checked
    } else {
      deliverText(message);
    }
  }

  private void deliverText(byte[] message) {
    if (Utf8Check.isValid(message)) {
      transport.onText(message);
    } else {
      invalidText();
    }
  }

  /**
   * Decompresses a message. Returns null if the message is malformed or too large, after reporting
   * the violation.
   */
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
    if (data.length == 0) {
      broken = true;
      transport.onCloseFrame(NO_STATUS);
      return;
    }
    int code = data.length == 1 ? 0 : ((data[0] & 0xff) << 8) | (data[1] & 0xff);
    if (!FrameRules.isCloseCode(code)) {
      violation("malformed close frame");
    } else if (!Utf8Check.isValid(Arrays.copyOfRange(data, 2, data.length))) {
      invalidText();
    } else {
      broken = true;
      transport.onCloseFrame(code);
    }
  }
}
