package io.sidecast.conformance;

import io.sidecast.broker.Position;
import io.sidecast.broker.ReplayLog.Message;
import io.sidecast.broker.ReplayLog.Replay;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * The messages of one channel that a bus stores: the latest 65,536. Guarded by the lock of the bus.
 */
final class MemoryLog {

  private static final int MOST_KEPT = 65_536;

  private final String epoch;
  private final Deque<Message> kept = new ArrayDeque<>();
  private long next;

  MemoryLog(String epoch) {
    this.epoch = epoch;
  }

  Position append(byte[] envelope) {
    var position = new Position(epoch, next++);
    kept.addLast(new Message(position, envelope));
    if (kept.size() > MOST_KEPT) {
      kept.removeFirst();
    }
    return position;
  }

  /** Returns the position of the latest message. */
  Position end() {
    return new Position(epoch, next - 1);
  }

  /** Returns the messages after a position, as a {@link io.sidecast.broker.ReplayLog} does. */
  Replay readAfter(Position after, int limit) {
    if (!after.epoch().equals(epoch)) {
      return new Replay(List.of(), false);
    }
    List<Message> messages =
        kept.stream()
            .filter(message -> message.position().offset() > after.offset())
            .limit(limit)
            .map(message -> new Message(message.position(), message.envelope().clone()))
            .toList();
    return new Replay(messages, after.offset() + messages.size() == end().offset());
  }

  void trim() {
    kept.clear();
  }
}
