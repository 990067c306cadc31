package io.sidecast.broker.kafka;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import io.sidecast.broker.BrokerException;
import io.sidecast.broker.BrokerFeature;
import io.sidecast.broker.Channel;
import io.sidecast.broker.ReplayLog;
import io.sidecast.broker.connection.BrokerConnection;
import io.sidecast.broker.connection.BrokerConnectionFactory;
import io.sidecast.broker.connection.ConnectionListener;
import io.sidecast.broker.connection.ConnectionSettings;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.errors.TimeoutException;
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

  /** The future of the latest connection, settled or not; confined to the loop. */
  private CompletableFuture<BrokerConnection> lastOpened = new CompletableFuture<>();

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

  /**
   * Opens a connection. Its producer and consumer come after the topics, because a producer that
   * waits for its first connection cannot be closed.
   */
  @Override
  public CompletionStage<BrokerConnection> open(
      Collection<String> names, ConnectionListener listener) {
    var opened = new CompletableFuture<BrokerConnection>();
    lastOpened = opened;
    long begun = System.nanoTime();
    CompletableFuture<Void> probed = options.probe().start();
    opened.whenComplete((connection, failure) -> probed.cancel(false));
    probed
        .whenCompleteAsync(
            (done, foreign) -> {
              if (foreign == null) {
                Duration used = Duration.ofNanos(System.nanoTime() - begun);
                connect(new KafkaConnection.Opening(opened, listener), names, used);
              }
            },
            loop)
        .exceptionally(failure -> fail(opened, failure));
    return opened;
  }

  /**
   * Connects after the probe.
   *
   * @param used the part of the timeout that the probe has used
   */
  private void connect(KafkaConnection.Opening opening, Collection<String> names, Duration used) {
    CompletableFuture<BrokerConnection> opened = opening.opened();
    if (opened.isDone()) {
      return;
    }
    var admin = new KafkaAdmin(options, loop);
    opened.whenComplete(
        (connection, failure) -> {
          if (failure != null) {
            admin.close();
          }
        });
    // The timeout does not include the time to load the client library.
    loop.schedule(
        () -> fail(opened, new TimeoutException("the deadline has passed")),
        options.timeout().minus(used).toMillis(),
        MILLISECONDS);
    admin
        .topics()
        .thenAccept(
            topics -> {
              if (!opened.isDone()) {
                offsets.moveTo(topics, names);
                var connection = new KafkaConnection(this, admin, opening);
                latest = connection;
                connection.begin();
              }
            })
        .exceptionally(failure -> fail(opened, failure));
  }

  @Override
  public Optional<ReplayLog> replayLog() {
    return Optional.of(log);
  }

  @Override
  public CompletionStage<Void> shutdown() {
    loop.execute(
        () -> {
          lastOpened.completeExceptionally(BrokerException.closed());
          log.close();
          loop.shutdown();
        });
    return CompletableFuture.allOf(loop.ended().toCompletableFuture(), log.ended());
  }

  private @Nullable Void fail(CompletableFuture<BrokerConnection> opened, Throwable failure) {
    BrokerException known = KafkaErrors.of(failure, options);
    opened.completeExceptionally(
        known.kind() == BrokerException.Kind.TIMEOUT
            ? KafkaErrors.unreachable(options, failure)
            : known);
    return null;
  }
}
