package io.sidecast.benchmarks.floor;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;

/** A connection that can join the only room, emit to it, and request an echo. */
final class RoomConnection extends FloorConnection {

  /** The position of the load generator's data in an emit to the room. */
  private static final int ROOM_DATA = "42[\"to_room\",{\"room\":\"bench\",\"data\":".length();

  /** The position of the load generator's data in a request for an echo. */
  private static final int ECHO_DATA = "421[\"echo\",".length();

  private final FloorRoom room;

  RoomConnection(FloorRoom room) {
    this.room = room;
  }

  @Override
  String sid(ChannelHandlerContext context) {
    return "floor";
  }

  @Override
  void onMessage(ChannelHandlerContext context, ByteBuf text) {
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

  @Override
  void onClose(ChannelHandlerContext context) {
    room.leave(context.channel());
  }
}
