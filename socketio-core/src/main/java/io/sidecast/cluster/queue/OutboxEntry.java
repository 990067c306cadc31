package io.sidecast.cluster.queue;

import io.sidecast.broker.Channel;
import io.sidecast.cluster.message.Message;
import java.util.concurrent.CompletableFuture;

/**
 * A message on its way to the broker, and the task of the cluster thread that takes it. Confined to
 * one thread at a time.
 */
final class OutboxEntry implements Runnable {

  /** The approximate overhead of an envelope in bytes. */
  private static final int ENVELOPE_OVERHEAD = 128;

  final Channel channel;
  final Message message;
  final int size;
  final OutboxLane lane;
  final CompletableFuture<Void> accepted = new CompletableFuture<>();
  private final Outbox outbox;

  /** The time at which the publish began, as {@link ConfirmationLag} counts it. */
  long slot;

  OutboxEntry(Outbox outbox, Channel channel, Message message) {
    this.outbox = outbox;
    this.channel = channel;
    this.message = message;
    this.size = ENVELOPE_OVERHEAD + message.size();
    this.lane = outbox.laneOf(message);
  }

  @Override
  public void run() {
    outbox.take(this);
  }
}
