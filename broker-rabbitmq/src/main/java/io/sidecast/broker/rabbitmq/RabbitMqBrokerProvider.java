package io.sidecast.broker.rabbitmq;

import io.sidecast.broker.BrokerConfig;
import io.sidecast.broker.BrokerListener;
import io.sidecast.broker.BrokerOpening;
import io.sidecast.broker.BrokerProvider;
import io.sidecast.broker.connection.ReconnectingBroker;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * Opens brokers of RabbitMQ. The schemes are {@code amqp}, and {@code amqps} for TLS. Thread-safe.
 */
public final class RabbitMqBrokerProvider implements BrokerProvider {

  /** Creates a provider. {@link java.util.ServiceLoader} calls this. */
  public RabbitMqBrokerProvider() {}

  @Override
  public Set<String> schemes() {
    return Set.of("amqp", "amqps");
  }

  @Override
  public URI defaultUri() {
    return URI.create("amqp://127.0.0.1:5672");
  }

  @Override
  public BrokerOpening open(BrokerConfig config, BrokerListener listener) {
    return open(config, listener, RabbitMqThreads::start);
  }

  @Override
  public BrokerOpening open(BrokerConfig config, BrokerListener listener, Executor loop) {
    return open(config, listener, () -> RabbitMqThreads.on(loop));
  }

  private static BrokerOpening open(
      BrokerConfig config, BrokerListener listener, Supplier<RabbitMqThreads> threads) {
    return ReconnectingBroker.open(
        () -> {
          var options = RabbitMqOptions.of(config);
          return new RabbitMqConnectionFactory(options, threads.get());
        },
        listener);
  }
}
