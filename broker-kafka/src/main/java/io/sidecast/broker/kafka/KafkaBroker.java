package io.sidecast.broker.kafka;

import io.sidecast.broker.Broker;
import io.sidecast.broker.BrokerException;
import io.sidecast.broker.BrokerFeature;
import io.sidecast.broker.BrokerFeatures;
import io.sidecast.broker.BrokerListener;
import io.sidecast.broker.BrokerOpening;
import io.sidecast.broker.Channel;
import io.sidecast.broker.Position;
import io.sidecast.broker.ReplayLog;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The {@link Broker} of a Kafka cluster. Publishes go directly to the producer, all other calls to
 * the {@link KafkaReceiver}. Thread-safe; no method blocks.
 */
final class KafkaBroker implements Broker {

  private final KafkaOptions options;
  private final KafkaReceiver receiver;
  private final BrokerFeatures features;
  private final KafkaLog log;
  private final CompletableFuture<Void> closed;

  private KafkaBroker(KafkaOptions options, KafkaReceiver receiver, KafkaTopics topics) {
    this.options = options;
    this.receiver = receiver;
    this.features =
        new BrokerFeatures(
            Set.of(BrokerFeature.PUBLISH_CONFIRMED, BrokerFeature.REDELIVERS),
            options.maxEnvelopeBytes(),
            topics.topic(Channel.Kind.ROOM).partitions(),
            options.timeout());
    this.log = new KafkaLog(options, receiver::connection);
    this.closed = CompletableFuture.allOf(receiver.ended(), log.ended());
  }

  /** Opens a broker. After a failure no thread and no socket remains. */
  static BrokerOpening open(KafkaOptions options, BrokerListener listener) {
    var receiver = new KafkaReceiver(options, listener);
    receiver.start();
    return new BrokerOpening(
        receiver.connected().thenApply(topics -> new KafkaBroker(options, receiver, topics)),
        receiver::cancel);
  }

  @Override
  public BrokerFeatures features() {
    return features;
  }

  @Override
  public CompletionStage<Void> subscribe(Channel channel) {
    return receiver.subscribe(channel);
  }

  @Override
  public CompletionStage<Void> unsubscribe(Channel channel) {
    return receiver.unsubscribe(channel);
  }

  @Override
  public CompletionStage<Position> publish(Channel channel, byte[] envelope) {
    if (envelope.length > options.maxEnvelopeBytes()) {
      return CompletableFuture.failedFuture(
          BrokerException.tooLarge(
              envelope.length, options.maxEnvelopeBytes(), "max_envelope_bytes"));
    }
    return receiver
        .connection()
        .map(connection -> connection.publish(channel, envelope))
        .orElseGet(() -> CompletableFuture.failedFuture(receiver.unavailable()));
  }

  @Override
  public void reopen(String reason) {
    receiver.reopen(reason);
  }

  @Override
  public Optional<ReplayLog> replayLog() {
    return Optional.of(log);
  }

  @Override
  public CompletionStage<Void> close() {
    receiver.close();
    log.close();
    return closed;
  }
}
