package io.sidecast.cluster.queue;

import io.sidecast.broker.Channel;
import java.util.concurrent.atomic.LongAdder;

/** Counts the messages between this node and the broker. Thread-safe. */
public final class Counters {
  public final LongAdder published = new LongAdder();
  public final LongAdder failed = new LongAdder();
  public final LongAdder received = new LongAdder();
  public final LongAdder own = new LongAdder();
  public final LongAdder malformed = new LongAdder();
  public final LongAdder refused = new LongAdder();
  public final LongAdder lost = new LongAdder();
  public final LongAdder stale = new LongAdder();

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
