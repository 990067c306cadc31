package io.sidecast.broker.rabbitmq;

import com.rabbitmq.client.BuiltinExchangeType;
import com.rabbitmq.client.Channel;
import java.io.IOException;
import java.util.Collection;
import java.util.Map;
import java.util.UUID;

/**
 * The two queues of one connection. The inbox holds the messages for this node up to its limits.
 * RabbitMQ moves each message that it drops from the full inbox to the other queue, which holds one
 * message. A message there is the notice of a loss. Immutable.
 *
 * @param options the settings
 * @param inbox the name of the queue of messages
 * @param dropped the name of the queue of dropped messages
 */
record RabbitMqQueues(RabbitMqOptions options, String inbox, String dropped) {

  /** Returns queues with new names. */
  static RabbitMqQueues of(RabbitMqOptions options) {
    String id = UUID.randomUUID().toString();
    return new RabbitMqQueues(
        options, options.prefix() + ".inbox." + id, options.prefix() + ".dropped." + id);
  }

  /**
   * Declares the auto-delete exchange and the exclusive queues, and binds the keys to the inbox.
   * RabbitMQ executes the commands of a channel in order, so the response to the last binding
   * confirms them all. The first binding, whose key is the queue's name, keeps the exchange alive
   * while this node is connected.
   */
  Channel bound(Channel channel, Collection<String> keys) throws IOException {
    String exchange = options.exchange();
    RabbitMqOptions.Limits limits = options.limits();
    declare(channel, dropped, Map.of("x-queue-type", "classic", "x-max-length", 1));
    declare(
        channel,
        inbox,
        Map.of(
            "x-queue-type",
            "classic",
            "x-max-length",
            limits.queuedMessages(),
            "x-max-length-bytes",
            limits.queuedBytes(),
            "x-overflow",
            "drop-head",
            "x-dead-letter-exchange",
            exchange,
            "x-dead-letter-routing-key",
            dropped));
    channel.exchangeDeclare(exchange, BuiltinExchangeType.DIRECT, false, true, null);
    // The exchange exists from the first binding on. A bind without a response may fail only after
    // that: RabbitMQ ends the connection if a request follows the close of its channel.
    channel.queueBind(inbox, exchange, inbox);
    for (String key : keys) {
      channel.queueBindNoWait(inbox, exchange, key, null);
    }
    channel.queueBind(dropped, exchange, dropped);
    return channel;
  }

  /** Consumes both queues for a connection. */
  void consume(Channel channel, RabbitMqConnection connection) throws IOException {
    channel.basicConsume(
        dropped,
        true,
        (tag, notice) -> connection.dropped(notice),
        tag -> connection.deleted(dropped));
    channel.basicConsume(inbox, true, connection::received, tag -> connection.deleted(inbox));
  }

  private static void declare(Channel channel, String queue, Map<String, Object> arguments)
      throws IOException {
    channel.queueDeclare(queue, false, true, true, arguments);
  }
}
