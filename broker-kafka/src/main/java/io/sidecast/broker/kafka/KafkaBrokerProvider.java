package io.sidecast.broker.kafka;

import io.sidecast.broker.BrokerConfig;
import io.sidecast.broker.BrokerListener;
import io.sidecast.broker.BrokerOpening;
import io.sidecast.broker.BrokerProvider;
import io.sidecast.broker.connection.ReconnectingBroker;
import java.net.URI;
import java.util.Set;

/**
 * Opens brokers of a Kafka cluster. The schemes are {@code kafka}, and {@code kafkas} for TLS.
 * Thread-safe.
 */
public final class KafkaBrokerProvider implements BrokerProvider {

  /** Creates a provider. {@link java.util.ServiceLoader} calls this. */
  public KafkaBrokerProvider() {}

  @Override
  public Set<String> schemes() {
    return Set.of("kafka", "kafkas");
  }

  @Override
  public URI defaultUri() {
    return URI.create("kafka://127.0.0.1:9092");
  }

  @Override
  public BrokerOpening open(BrokerConfig config, BrokerListener listener) {
    return ReconnectingBroker.open(
        () -> new KafkaConnectionFactory(KafkaOptions.of(config)), listener);
  }
}
