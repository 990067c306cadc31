package io.sidecast.broker.rabbitmq;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Delivery;
import io.sidecast.broker.BrokerException;
import io.sidecast.broker.BrokerException.Kind;
import io.sidecast.broker.Position;
import io.sidecast.broker.connection.BrokerConnection;
import io.sidecast.broker.connection.ConnectionListener;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * An AMQP connection to publish and one to receive, opened and closed as a group: the loss of one
 * of them, or an overdue response, ends both. The client library writes without blocking on the
 * event loop. Confined to the event loop, except {@link #publish}, which is thread-safe.
 */
final class RabbitMqConnection implements BrokerConnection {

  /** A channel of each AMQP connection, and the name of the inbox. */
  record ConnectionPair(Channel publishing, Channel receiving, String queue) {}

  private final RabbitMqConnectionFactory factory;
  private final RabbitMqOptions options;
  private final ConnectionPair pair;
  private final ConnectionListener listener;

  /** The unconfirmed publishes by their sequence numbers, which RabbitMQ counts as well. */
  private final SortedMap<Long, CompletableFuture<Position>> unconfirmed = new TreeMap<>();

  private final RabbitMqBindings bindings;

  /** Creates a connection. Called on a thread that may block. */
  RabbitMqConnection(
      RabbitMqConnectionFactory factory, ConnectionPair pair, ConnectionListener listener) {
    this.factory = factory;
    this.options = factory.options();
    this.pair = pair;
    this.listener = listener;
    this.bindings = new RabbitMqBindings(factory, pair, listener);
    pair.publishing.addConfirmListener(this::accepted, this::rejected);
    pair.publishing.addShutdownListener(listener::ended);
    pair.receiving.addShutdownListener(listener::ended);
    pair.publishing
        .getConnection()
        .addBlockedListener(
            reason -> listener.suspended(RabbitMqErrors.blocked(options, reason)),
            listener::resumed);
  }

  @Override
  public String server() {
    return options.place();
  }

  @Override
  public int maxEnvelopeBytes() {
    return options.limits().envelopeBytes();
  }

  @Override
  public CompletableFuture<Position> publish(String key, byte[] envelope) {
    return CompletableFuture.supplyAsync(() -> send(key, envelope), factory.loop())
        .thenCompose(confirmed -> confirmed);
  }

  @Override
  public CompletableFuture<Void> subscribe(String key) {
    return bindings.change(key, true);
  }

  @Override
  public CompletableFuture<Void> unsubscribe(String key) {
    return bindings.change(key, false);
  }

  @Override
  public CompletionStage<Void> close() {
    return factory.close(pair.publishing.getConnection(), pair.receiving.getConnection());
  }

  /** Receives a message. The client library calls this on the event loop. */
  void received(String tag, Delivery delivery) {
    String key = delivery.getEnvelope().getRoutingKey();
    listener.received(key, delivery.getBody(), Position.NONE);
  }

  /**
   * Ends this connection if RabbitMQ dropped a message from the full inbox, because that must not
   * be lost silently. Other programs can cause messages here for other reasons, for example with an
   * expiration.
   */
  void dropped(Delivery notice) {
    Map<String, Object> headers = notice.getProperties().getHeaders();
    Object reason = headers == null ? null : headers.get("x-first-death-reason");
    if (reason != null && reason.toString().equals("maxlen")) {
      listener.ended(RabbitMqErrors.overflowed(options));
    }
  }

  /** Ends this connection because one of its queues was deleted. */
  void deleted(String queue) {
    String message = "%s: an operator or a policy deleted the queue %s".formatted(server(), queue);
    listener.ended(new BrokerException(Kind.UNAVAILABLE, message));
  }

  private CompletableFuture<Position> send(String key, byte[] envelope) {
    var confirmed = new CompletableFuture<Position>();
    unconfirmed.put(pair.publishing.getNextPublishSeqNo(), confirmed);
    try {
      pair.publishing.basicPublish(options.exchange(), key, null, envelope);
    } catch (IOException | RuntimeException unable) {
      listener.ended(unable);
    }
    return confirmed;
  }

  private void accepted(long number, boolean andBefore) {
    settle(number, andBefore, publish -> publish.complete(Position.NONE));
  }

  private void rejected(long number, boolean andBefore) {
    var reason = new BrokerException(Kind.FAILED, server() + " rejected it: see its log");
    settle(number, andBefore, publish -> publish.completeExceptionally(reason));
  }

  private void settle(
      long number, boolean andBefore, Consumer<CompletableFuture<Position>> settle) {
    var confirmed = unconfirmed.headMap(number + 1).tailMap(andBefore ? 0 : number);
    List<CompletableFuture<Position>> each = List.copyOf(confirmed.values());
    confirmed.clear();
    each.forEach(settle);
  }
}
