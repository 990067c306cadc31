package io.sidecast.cluster;

import io.sidecast.broker.Channel;
import java.util.concurrent.atomic.LongAdder;

/** Counts the messages between this node and the broker. Thread-safe. */
final class Counters {
  final LongAdder published = new LongAdder();
  final LongAdder failed = new LongAdder();
  final LongAdder received = new LongAdder();
  final LongAdder own = new LongAdder();
  final LongAdder malformed = new LongAdder();
  final LongAdder lost = new LongAdder();
  final LongAdder stale = new LongAdder();

  private final LongAdder broadcasts = new LongAdder();
  private final LongAdder toThisNode = new LongAdder();
  private final LongAdder toRooms = new LongAdder();

  /** Counts a message that has arrived, well-formed or not. */
  void arrived(Channel channel) {
    arrivals(channel.kind()).increment();
  }

  long arrived(Channel.Kind kind) {
    return arrivals(kind).sum();
  }

  private LongAdder arrivals(Channel.Kind kind) {
    return switch (kind) {
      case BROADCAST -> broadcasts;
      case NODE -> toThisNode;
      case ROOM -> toRooms;
    };
  }
}
