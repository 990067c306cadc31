package io.sidecast.broker.rabbitmq;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Method;
import io.sidecast.broker.connection.ConfirmationBatches;
import io.sidecast.broker.connection.ConnectionListener;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * Adds and removes the bindings of one queue. The client library sends an RPC without blocking only
 * if no other RPC is pending, so the commands are sent in batches. Confined to the event loop.
 */
final class RabbitMqBindings {

  private record Command(String key, boolean bind) {}

  private final RabbitMqConnection.ConnectionPair pair;
  private final String exchange;
  private final Executor loop;
  private final ConfirmationBatches<Command> commands;

  RabbitMqBindings(
      RabbitMqConnectionFactory factory,
      RabbitMqConnection.ConnectionPair pair,
      ConnectionListener listener) {
    this.pair = pair;
    this.exchange = factory.options().exchange();
    this.loop = factory.loop();
    this.commands = new ConfirmationBatches<>(listener, batch -> send(new ArrayDeque<>(batch)));
  }

  /** Adds or removes a binding; completes when RabbitMQ has confirmed it. */
  CompletableFuture<Void> change(String key, boolean bind) {
    return commands.add(new Command(key, bind));
  }

  /**
   * Sends commands up to the last one or to the first removal, and then the rest. RabbitMQ executes
   * the commands of a channel in order, so the response to the last of them confirms them all.
   */
  private CompletionStage<?> send(Queue<Command> batch) {
    try {
      return pair.receiving()
          .asyncCompletableRpc(next(batch))
          .thenComposeAsync(
              answer -> batch.isEmpty() ? CompletableFuture.completedStage(null) : send(batch),
              loop);
    } catch (IOException failure) {
      return CompletableFuture.failedStage(failure);
    }
  }

  private Method next(Queue<Command> batch) throws IOException {
    Channel channel = pair.receiving();
    Command next = batch.remove();
    while (next.bind && !batch.isEmpty()) {
      channel.queueBindNoWait(pair.queue(), exchange, next.key, null);
      next = batch.remove();
    }
    return next.bind
        ? new AMQP.Queue.Bind.Builder()
            .queue(pair.queue())
            .exchange(exchange)
            .routingKey(next.key)
            .build()
        : new AMQP.Queue.Unbind.Builder()
            .queue(pair.queue())
            .exchange(exchange)
            .routingKey(next.key)
            .build();
  }
}
