package io.sidecast.benchmarks.load;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.sidecast.benchmarks.measure.Traffic;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * One Socket.IO client on one WebSocket, which parses only the necessary part of a packet. Confined
 * to its event loop.
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
  private @Nullable Channel channel;
  private String sid = "";

  WireClient(int index, WireListener listener, Traffic traffic) {
    this.index = index;
    this.listener = listener;
    this.traffic = traffic;
  }

  /** Returns the client's id in the namespace {@code /}. */
  String sid() {
    return sid;
  }

  void send(String text) {
    send(Frames.text(text));
  }

  /** Sends a frame and releases it. */
  void send(ByteBuf frame) {
    Channel to = channel;
    if (to == null || !to.isActive()) {
      frame.release();
      return;
    }
    traffic.sent(frame.readableBytes());
    to.writeAndFlush(frame, to.voidPromise());
  }

  /** Sends a close frame; the server then closes the connection. */
  void leave() {
    send(Frames.close());
  }

  void cut() {
    if (channel != null) {
      channel.close();
    }
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    channel = context.channel();
    send(Frames.handshake());
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ByteBuf in = (ByteBuf) message;
    traffic.received(in.readableBytes());
    frames.read(in);
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
