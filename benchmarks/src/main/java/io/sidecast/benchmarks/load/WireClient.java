package io.sidecast.benchmarks.load;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.sidecast.benchmarks.measure.Traffic;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * One Socket.IO client on one WebSocket, which parses only the necessary part of a packet. The
 * frames of one read are flushed together at its end, and frames outside of a read by one task of
 * the event loop, so that the load generator makes few system calls. Confined to its event loop.
 */
final class WireClient extends ChannelInboundHandlerAdapter {

  private static final String SID = "\"sid\":\"";

  /** The offset of an event's name: after the Engine.IO type, the Socket.IO type and {@code ["}. */
  private static final int EVENT_NAME = 4;

  /** The offset of the text of an event {@code msg}: after its name and {@code ","}. */
  private static final int MESSAGE_DATA = 10;

  /** The offset of the text of an acknowledgement with an id of one digit. */
  private static final int ACK_DATA = 5;

  /** The index of this client among those that were opened together. */
  final int index;

  private final WireListener listener;
  private final Traffic traffic;
  private final FrameReader frames = new FrameReader(this::onFrame);
  private @Nullable ChannelHandlerContext connection;
  private String sid = "";
  private boolean reading;
  private boolean unflushed;

  WireClient(int index, WireListener listener, Traffic traffic) {
    this.index = index;
    this.listener = listener;
    this.traffic = traffic;
  }

  /** Returns the client's id in the namespace {@code /}. */
  String sid() {
    return sid;
  }

  /** Returns the number of an acknowledgement, see {@link WireListener#onAck}. */
  static long number(ByteBuf in, int data) {
    long number = 0;
    for (int at = data - 1; in.getByte(at) != ']'; at++) {
      number = 10 * number + in.getByte(at) - '0';
    }
    return number;
  }

  void send(String text) {
    send(Frames.text(text));
  }

  /** Sends a frame and releases it. */
  void send(ByteBuf frame) {
    ChannelHandlerContext to = connection;
    if (to == null || !to.channel().isActive()) {
      frame.release();
      return;
    }
    traffic.sent(frame.readableBytes());
    to.write(frame, to.voidPromise());
    if (!unflushed) {
      unflushed = true;
      flushLater(to);
    }
  }

  /** Schedules the flush, unless the end of the current read does it. */
  private void flushLater(ChannelHandlerContext to) {
    if (!reading) {
      to.executor().execute(this::flush);
    }
  }

  private void flush() {
    ChannelHandlerContext to = connection;
    if (unflushed && to != null) {
      unflushed = false;
      to.flush();
    }
  }

  /** Sends a close frame; the server then closes the connection. */
  void leave() {
    send(Frames.close());
  }

  void cut() {
    if (connection != null) {
      connection.close();
    }
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    connection = context;
    send(Frames.handshake());
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    reading = true;
    ByteBuf in = (ByteBuf) message;
    traffic.received(in.readableBytes());
    frames.read(in);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    reading = false;
    flush();
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    frames.discard();
    listener.onClosed(this);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    context.close();
  }

  private void onFrame(int opcode, ByteBuf in, int at, int length) {
    if (opcode == Frames.CLOSE) {
      cut();
    } else if (opcode == Frames.TEXT && length > 0) {
      onPacket(in, at, length);
    }
  }

  private void onPacket(ByteBuf in, int at, int length) {
    switch (in.getByte(at)) {
      case '0' -> send("40");
      case '2' -> send("3");
      case '4' -> onMessage(in, at, length);
      default -> {}
    }
  }

  private void onMessage(ByteBuf in, int at, int length) {
    switch (in.getByte(at + 1)) {
      case '0' -> onConnect(in.toString(at, length, StandardCharsets.UTF_8));
      case '2' -> {
        if (length > MESSAGE_DATA && in.getByte(at + EVENT_NAME) == 'm') {
          listener.onMessage(this, in, at + MESSAGE_DATA);
        }
      }
      case '3' -> listener.onAck(this, in, at + ACK_DATA);
      default -> cut();
    }
  }

  private void onConnect(String packet) {
    int start = packet.indexOf(SID) + SID.length();
    sid = packet.substring(start, packet.indexOf('"', start));
    listener.onReady(this);
  }
}
