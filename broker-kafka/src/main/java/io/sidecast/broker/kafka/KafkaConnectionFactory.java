package io.sidecast.broker.kafka;

import io.sidecast.broker.BrokerException;
import io.sidecast.broker.BrokerFeature;
import io.sidecast.broker.Channel;
import io.sidecast.broker.ReplayLog;
import io.sidecast.broker.connection.BrokerConnection;
import io.sidecast.broker.connection.BrokerConnectionFactory;
import io.sidecast.broker.connection.ConnectionOpening;
import io.sidecast.broker.connection.ConnectionSettings;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Opens connections, which continue at the offsets of the previous one. Thread-safe, except {@link
 * #open}, which is called on the loop.
 */
final class KafkaConnectionFactory implements BrokerConnectionFactory {

  private final KafkaOptions options;
  private final KafkaLoop loop = new KafkaLoop();
  private final KafkaOffsets offsets = new KafkaOffsets();
  private final KafkaLog log;

  /** The latest connection, null before the first one; changed on the loop. */
  private volatile @Nullable KafkaConnection latest;

  KafkaConnectionFactory(KafkaOptions options) {
    this.options = options;
    this.log =
        new KafkaLog(options, () -> Optional.ofNullable(latest).flatMap(KafkaConnection::topics));
  }

  KafkaOptions options() {
    return options;
  }

  KafkaOffsets offsets() {
    return offsets;
  }

  @Override
  public ConnectionSettings settings() {
    return new ConnectionSettings(
        Set.of(BrokerFeature.PUBLISH_CONFIRMED, BrokerFeature.REDELIVERS),
        options.topics().roomPartitions(),
        "max_envelope_bytes",
        options.timeout(),
        options.pingInterval(),
        ConnectionSettings.DEFAULT_MAX_BACK_OFF);
  }

  @Override
  public KafkaLoop loop() {
    return loop;
  }

  /** Returns the last word of the topic's name and the key of the records: {@code room.17}. */
  @Override
  public String nameOf(Channel channel) {
    return channel.word('.');
  }

  @Override
  public CompletionStage<Void> load() {
    options.clients().load();
    return CompletableFuture.completedStage(null);
  }

  /**
   * Opens a connection. Its producer and consumer come after the topics, because a producer that
   * waits for its first connection cannot be closed.
   */
  @Override
  public void open(ConnectionOpening opening) {
    CompletableFuture<Void> probed = options.probe().start();
    opening.onFailure(() -> probed.cancel(false));
    opening.settle(
        probed
            .whenCompleteAsync((done, foreign) -> {}, loop)
            .thenCompose(done -> connect(opening)));
  }

  /** Connects after the probe. */
  private CompletionStage<BrokerConnection> connect(ConnectionOpening opening) {
    var admin = new KafkaAdmin(options, loop, opening::isDone);
    opening.onFailure(admin::close);
    return admin
        .topics()
        .thenCompose(
            topics -> {
              if (opening.isDone()) {
                throw BrokerException.closed();
              }
              offsets.moveTo(topics, opening.names());
              var connection = new KafkaConnection(this, admin, opening.listener());
              opening.onFailure(connection::close);
              latest = connection;
              return connection.begin();
            });
  }

  @Override
  public BrokerException exceptionOf(Throwable failure) {
    return KafkaErrors.of(failure, options);
  }

  @Override
  public Optional<ReplayLog> replayLog() {
    return Optional.of(log);
  }

  @Override
  public CompletionStage<Void> shutdown() {
    loop.execute(
        () -> {
          log.close();
          loop.shutdown();
        });
    return CompletableFuture.allOf(
        loop.ended().toCompletableFuture(), log.ended().toCompletableFuture());
  }
}
