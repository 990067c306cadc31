package io.sidecast.broker.kafka;

import io.sidecast.broker.Broker;
import io.sidecast.broker.BrokerConfig;
import io.sidecast.broker.BrokerException;
import io.sidecast.broker.BrokerListener;
import io.sidecast.broker.BrokerProvider;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Any thread. Opens brokers over a Kafka cluster, for {@code kafka} and {@code kafkas}. */
public final class KafkaBrokerProvider implements BrokerProvider {

  /** Creates the provider; {@link java.util.ServiceLoader} does so. */
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
  public CompletionStage<Broker> open(BrokerConfig config, BrokerListener listener) {
    try {
      return KafkaBroker.open(KafkaOptions.of(config), listener);
    } catch (BrokerException badConfig) {
      return CompletableFuture.failedStage(badConfig);
    }
  }
}
