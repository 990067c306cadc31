package io.sidecast.broker.nats;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;

import io.nats.client.Connection;
import io.nats.client.ErrorListener;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.sidecast.broker.BrokerException;
import io.sidecast.broker.BrokerFeature;
import io.sidecast.broker.Channel;
import io.sidecast.broker.connection.BlockingCallExecutor;
import io.sidecast.broker.connection.BrokerConnectionFactory;
import io.sidecast.broker.connection.ConnectionOpening;
import io.sidecast.broker.connection.ConnectionSettings;
import io.sidecast.broker.connection.SingleThreadLoop;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Opens connections to the servers of the URI and to those that the last connection discovered.
 * Thread-safe, except {@link #open}, which is called on the loop.
 */
final class NatsConnectionFactory implements BrokerConnectionFactory {

  private static final int ROOM_CHANNELS = 512;

  /** The pause between two interrupts; the client needs one interrupt for each server. */
  private static final int INTERRUPT_MILLIS = 20;

  /** The maximum time to wait for the pool, because a TCP connect cannot be interrupted. */
  private static final int POOL_SECONDS = 2;

  private final NatsOptions options;

  /** The loop, on which jnats also calls its listeners, in order. */
  private final SingleThreadLoop loop = new SingleThreadLoop("sidecast-nats-loop");

  /** The threads of jnats (a reader, a writer, a dispatcher) and of its blocking calls. */
  private final BlockingCallExecutor pool = BlockingCallExecutor.unlimited("sidecast-nats-io");

  /** The latest attempt to connect; changed on the loop, read on any thread. */
  private volatile CompletableFuture<?> attempt = CompletableFuture.completedFuture(null);

  /** The last connection, the source of discovered servers; confined to the loop. */
  private @Nullable NatsConnection last;

  NatsConnectionFactory(NatsOptions options) {
    this.options = options;
  }

  NatsOptions options() {
    return options;
  }

  BlockingCallExecutor pool() {
    return pool;
  }

  @Override
  public ConnectionSettings settings() {
    return new ConnectionSettings(
        Set.of(BrokerFeature.ORDERED_ACROSS_CHANNELS, BrokerFeature.PUBLISH_CONFIRMED),
        ROOM_CHANNELS,
        "NATS' max_payload",
        options.timeout(),
        options.pingInterval(),
        ConnectionSettings.DEFAULT_MAX_BACK_OFF);
  }

  @Override
  public SingleThreadLoop loop() {
    return loop;
  }

  /** Returns the subject, for example {@code app.room.17}. */
  @Override
  public String nameOf(Channel channel) {
    return options.prefix() + '.' + channel.word('.');
  }

  /** Connects to port 0, where no server can be. */
  @Override
  public CompletionStage<Void> load() {
    return pool.call(
        () -> {
          Nats.connect(
                  Options.builder()
                      .server("nats://127.0.0.1:0")
                      .noReconnect()
                      .errorListener(new ErrorListener() {}) // the default one logs the failure
                      .build())
              .close();
          return null;
        });
  }

  @Override
  public void open(ConnectionOpening opening) {
    var events = new NatsEvents();
    Options client =
        onThreads(options.connectOptions(last == null ? List.of() : last.servers()))
            .errorListener(events)
            .connectionListener(events)
            .build();
    CompletableFuture<NatsConnection.Connected> connecting =
        pool.call(() -> new NatsConnection.Connected(connect(client, events), events));
    opening.onFailure(
        () -> {
          Future<?> interrupts =
              loop.scheduleAtFixedRate(events::giveUp, 0, INTERRUPT_MILLIS, MILLISECONDS);
          connecting.whenComplete((late, any) -> interrupts.cancel(false));
        });
    CompletableFuture<NatsConnection> connected =
        connecting
            .thenApply(made -> new NatsConnection(this, made, opening.listener()))
            .whenCompleteAsync(
                (connection, failure) -> {
                  if (failure == null) {
                    last = connection;
                    opening.onFailure(connection::close);
                  }
                },
                loop);
    attempt = connected;
    opening.settle(
        connected
            .exceptionallyCompose(
                // The events that jnats reported before its exception have arrived on the loop.
                failure ->
                    CompletableFuture.failedFuture(
                        NatsErrors.connecting(options, failure, events.problems())))
            .thenCompose(
                connection -> connection.begin(opening.names()).thenApply(inForce -> connection)));
  }

  /** Lets jnats use the loop and the pool. */
  Options.Builder onThreads(Options.Builder client) {
    return client
        .executor(pool)
        .connectExecutor(pool)
        .callbackExecutor(loop)
        .scheduledExecutor(loop);
  }

  @Override
  public BrokerException exceptionOf(Throwable failure) {
    return NatsErrors.of(failure, options);
  }

  /** Ends the pool after the attempt to connect, then the loop. */
  @Override
  public CompletionStage<Void> shutdown() {
    loop.schedule(loop::shutdown, POOL_SECONDS, SECONDS);
    pool.ended().thenRun(loop::shutdown);
    attempt.whenComplete((begun, failure) -> pool.shutdown());
    return loop.ended();
  }

  /** Connects, which blocks. Runs on the pool. */
  private static Connection connect(Options client, NatsEvents events)
      throws IOException, InterruptedException {
    events.connecting(Thread.currentThread());
    try {
      return Nats.connect(client);
    } finally {
      events.connecting(null);
      Thread.interrupted(); // an interrupt may arrive too late for the client
    }
  }
}
