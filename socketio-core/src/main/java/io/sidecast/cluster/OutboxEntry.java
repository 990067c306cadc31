package io.sidecast.cluster;

import io.sidecast.broker.Channel;
import java.util.concurrent.CompletableFuture;

/** A message on its way to the broker. Changed by one thread at a time. */
final class OutboxEntry {

  /** What an envelope adds to its packet, roughly. */
  private static final int ENVELOPE_OVERHEAD = 128;

  final Channel channel;
  final Message message;
  final int size;
  final OutboxLane lane;
  final CompletableFuture<Void> accepted = new CompletableFuture<>();

  /** When it began to wait for the broker, as {@link ConfirmationLag} counts. */
  long slot;

  OutboxEntry(Channel channel, Message message, OutboxLane lane) {
    this.channel = channel;
    this.message = message;
    this.size = ENVELOPE_OVERHEAD + message.size();
    this.lane = lane;
  }
}
