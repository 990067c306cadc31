package io.sidecast.benchmarks.floor;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;

/** A connection of the bare cluster, whose messages are emits to sids of the other node. */
final class NodeConnection extends FloorConnection {

  private final BareNode node;
  private int number;

  NodeConnection(BareNode node) {
    this.node = node;
  }

  @Override
  String sid(ChannelHandlerContext context) {
    number = node.add(new BareClient(context));
    return SidEmit.sid(number);
  }

  @Override
  void onMessage(ChannelHandlerContext context, ByteBuf text) {
    node.forward(ByteBufUtil.getBytes(text));
  }

  @Override
  void onClose(ChannelHandlerContext context) {
    node.remove(number);
  }
}
