package io.sidecast.cluster.queue;

import io.sidecast.cluster.message.Message;
import java.util.ArrayList;
import java.util.List;

/**
 * The next messages for the broker, which can leave in one envelope: consecutive ones of the same
 * channel, within bounds. A larger message is alone. Confined to the cluster thread.
 */
final class OutboxBatch {

  private static final int MAX_BYTES = 64 << 10;

  private final int maxBytes;
  private final List<OutboxEntry> entries = new ArrayList<>();
  private int bytes;

  /**
   * Creates an empty batch.
   *
   * @param maxEnvelopeBytes the size of the largest envelope that the broker accepts
   */
  OutboxBatch(int maxEnvelopeBytes) {
    this.maxBytes = Math.min(MAX_BYTES, maxEnvelopeBytes);
  }

  /** Returns whether a message can leave together with those that are here. */
  boolean isOpenTo(OutboxEntry entry) {
    return entries.isEmpty()
        || (entries.size() < Message.Batch.MAX_MESSAGES
            && (long) bytes + entry.size <= maxBytes
            && entries.get(0).channel.equals(entry.channel));
  }

  boolean isEmpty() {
    return entries.isEmpty();
  }

  void add(OutboxEntry entry) {
    entries.add(entry);
    bytes += entry.size;
  }

  List<OutboxEntry> removeAll() {
    List<OutboxEntry> all = entries.size() == 1 ? List.of(entries.get(0)) : List.copyOf(entries);
    entries.clear();
    bytes = 0;
    return all;
  }
}
