package io.sidecast.cluster.queue;

import io.sidecast.broker.Channel;
import io.sidecast.cluster.message.Message;
import java.util.concurrent.CompletableFuture;

/** A message on its way to the broker. Confined to one thread at a time. */
final class OutboxEntry {

  /** The approximate overhead of an envelope in bytes. */
  private static final int ENVELOPE_OVERHEAD = 128;

  final Channel channel;
  final Message message;
  final int size;
  final OutboxLane lane;
  final CompletableFuture<Void> accepted = new CompletableFuture<>();

  /** The time at which the publish began, as {@link ConfirmationLag} counts it. */
  long slot;

  OutboxEntry(Channel channel, Message message, OutboxLane lane) {
    this.channel = channel;
    this.message = message;
    this.size = ENVELOPE_OVERHEAD + message.size();
    this.lane = lane;
  }
}
