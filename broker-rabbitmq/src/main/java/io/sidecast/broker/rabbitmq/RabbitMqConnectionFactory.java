package io.sidecast.broker.rabbitmq;

import com.rabbitmq.client.Address;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import io.netty.channel.EventLoop;
import io.sidecast.broker.BrokerException;
import io.sidecast.broker.BrokerFeature;
import io.sidecast.broker.connection.BrokerConnection;
import io.sidecast.broker.connection.BrokerConnectionFactory;
import io.sidecast.broker.connection.ConnectionOpening;
import io.sidecast.broker.connection.ConnectionSettings;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;

/**
 * Opens and closes connections. Runs all blocking calls of the client library, on the waiting
 * threads of {@link RabbitMqThreads}. Thread-safe.
 */
final class RabbitMqConnectionFactory implements BrokerConnectionFactory {

  private static final int ROOM_CHANNELS = 256;

  /** The maximum time to wait for the closing handshake of an AMQP connection. */
  private static final int CLOSE_TIMEOUT_MILLIS = 1_000;

  private static final int MAX_ATTEMPTS = 20;

  private final RabbitMqThreads runtime;
  private final RabbitMqOptions options;
  private final ConnectionFactory factory;

  RabbitMqConnectionFactory(RabbitMqOptions options, RabbitMqThreads runtime) {
    this.options = options;
    this.runtime = runtime;
    this.factory = runtime.connections(options);
  }

  RabbitMqOptions options() {
    return options;
  }

  @Override
  public ConnectionSettings settings() {
    return new ConnectionSettings(
        Set.of(BrokerFeature.ORDERED_ACROSS_CHANNELS, BrokerFeature.PUBLISH_CONFIRMED),
        ROOM_CHANNELS,
        "max_envelope_bytes",
        options.timeout(),
        options.heartbeat(),
        ConnectionSettings.DEFAULT_MAX_BACK_OFF);
  }

  @Override
  public EventLoop loop() {
    return runtime.loop();
  }

  /** Returns the routing key, for example {@code room.17}; the exchange's name has the prefix. */
  @Override
  public String nameOf(io.sidecast.broker.Channel channel) {
    return channel.word('.');
  }

  /** Connects to port 0, where no server can be. */
  @Override
  public CompletionStage<Void> load() {
    return runtime
        .waiting()
        .call(
            () -> {
              factory.newConnection(List.of(new Address("127.0.0.1", 0))).abort();
              return null;
            });
  }

  /** Opens a connection. A failure closes all sockets, since no other connection is open. */
  @Override
  public void open(ConnectionOpening opening) {
    opening.onFailure(runtime::closeSockets);
    opening.settle(runtime.waiting().call(() -> connect(opening)));
  }

  @Override
  public BrokerException exceptionOf(Throwable failure) {
    return RabbitMqErrors.of(failure, options);
  }

  @Override
  public CompletionStage<Void> shutdown() {
    return runtime.shutdown();
  }

  /** Closes both AMQP connections on a waiting thread; completes when they are closed. */
  CompletableFuture<Void> close(Connection publishing, Connection receiving) {
    return runtime
        .waiting()
        .call(
            () -> {
              publishing.abort(CLOSE_TIMEOUT_MILLIS);
              receiving.abort(CLOSE_TIMEOUT_MILLIS);
              return null;
            });
  }

  private BrokerConnection connect(ConnectionOpening opening) throws IOException, TimeoutException {
    Channel publishing = connection("publishes").createChannel();
    publishing.confirmSelect();
    var queues = RabbitMqQueues.of(options);
    Channel receiving = inbox(connection("receives"), queues, opening.names());
    var pair = new RabbitMqConnection.ConnectionPair(publishing, receiving, queues.inbox());
    var connection = new RabbitMqConnection(this, pair, opening.listener());
    queues.consume(receiving, connection);
    return connection;
  }

  private Connection connection(String does) throws IOException, TimeoutException {
    String name = options.connectionName() + ' ' + does;
    return factory.newConnection(options.server().addresses(), name);
  }

  /**
   * Declares and binds the queues. Retries if the exchange disappears because the last other node
   * has left.
   */
  private static Channel inbox(Connection receiving, RabbitMqQueues queues, Collection<String> keys)
      throws IOException {
    for (int left = MAX_ATTEMPTS - 1; ; left--) {
      try {
        return queues.bound(receiving.createChannel(), keys);
      } catch (IOException failure) {
        if (left == 0 || !RabbitMqErrors.isNotFound(failure)) {
          throw failure;
        }
      }
    }
  }
}
