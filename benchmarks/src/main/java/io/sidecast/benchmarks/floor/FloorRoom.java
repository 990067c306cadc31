package io.sidecast.benchmarks.floor;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The only room of the minimal server. Thread-safe. */
final class FloorRoom {

  private final Map<EventLoop, Set<Channel>> members = new ConcurrentHashMap<>();

  void join(Channel channel) {
    members
        .computeIfAbsent(channel.eventLoop(), loop -> ConcurrentHashMap.newKeySet())
        .add(channel);
  }

  void leave(Channel channel) {
    Set<Channel> ofLoop = members.get(channel.eventLoop());
    if (ofLoop != null) {
      ofLoop.remove(channel);
    }
  }

  /**
   * Sends a frame to all members and releases it: one task for each event loop, and the same bytes
   * for each member.
   */
  void send(ByteBuf frame) {
    members.forEach(
        (loop, channels) -> {
          ByteBuf ofLoop = frame.retain();
          loop.execute(() -> write(ofLoop, channels));
        });
    frame.release();
  }

  private static void write(ByteBuf frame, Set<Channel> channels) {
    for (Channel channel : channels) {
      channel.writeAndFlush(frame.retainedDuplicate(), channel.voidPromise());
    }
    frame.release();
  }
}
