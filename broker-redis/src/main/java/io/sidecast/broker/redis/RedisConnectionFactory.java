package io.sidecast.broker.redis;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.RedisClient;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SslOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.metrics.CommandLatencyRecorder;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.Transports;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.sidecast.broker.BrokerException;
import io.sidecast.broker.BrokerFeature;
import io.sidecast.broker.Channel;
import io.sidecast.broker.ReplayLog;
import io.sidecast.broker.connection.BrokerConnectionFactory;
import io.sidecast.broker.connection.ConnectionOpening;
import io.sidecast.broker.connection.ConnectionSettings;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Opens connections with the Lettuce client of one broker, and owns its threads: an event loop for
 * I/O and all other tasks, and a timer of deadlines. Thread-safe, except {@link #open}, which is
 * called on the event loop.
 */
record RedisConnectionFactory(
    RedisOptions options,
    RedisTopology topology,
    RedisClient client,
    EventLoop loop,
    RedisEventLoops loops,
    Optional<RedisLog> log)
    implements BrokerConnectionFactory {

  private static final int ROOM_CHANNELS = 512;

  private static final Duration MAX_CONNECT_TIMEOUT = Duration.ofSeconds(2);

  /** Creates the client and its threads, without a connection. */
  static RedisConnectionFactory start(RedisOptions options, RedisEventLoops loops) {
    EventLoop loop = loops.allocate(Transports.eventLoopGroupClass()).next();
    ClientResources resources =
        ClientResources.builder()
            .eventLoopGroupProvider(loops)
            .eventExecutorGroup(loop)
            .nettyCustomizer(loops)
            .commandLatencyRecorder(CommandLatencyRecorder.disabled())
            .build();
    RedisClient client = RedisClient.create(resources);
    client.setOptions(clientOptions(options));
    var topology = RedisTopology.of(options.address(), client);
    Optional<RedisLog> log =
        options
            .log()
            .map(
                bounds ->
                    new RedisLog(
                        channel -> nameOf(options, channel),
                        failure -> RedisErrors.of(failure, options)));
    return new RedisConnectionFactory(options, topology, client, loop, loops, log);
  }

  @Override
  public ConnectionSettings settings() {
    return new ConnectionSettings(
        options.sharded()
            ? Set.of(BrokerFeature.PUBLISH_CONFIRMED)
            : Set.of(BrokerFeature.PUBLISH_CONFIRMED, BrokerFeature.ORDERED_ACROSS_CHANNELS),
        ROOM_CHANNELS,
        "max_envelope_bytes",
        options.timeout(),
        options.pingInterval(),
        ConnectionSettings.DEFAULT_MAX_BACK_OFF);
  }

  /** Returns the Redis channel, for example {@code app:room:17}. */
  @Override
  public String nameOf(Channel channel) {
    return nameOf(options, channel);
  }

  private static String nameOf(RedisOptions options, Channel channel) {
    return options.prefix() + ':' + channel.word(':');
  }

  /** Connects to port 0, where no server can be. */
  @Override
  public CompletionStage<Void> load() {
    return RedisConnection.load(client);
  }

  @Override
  public void open(ConnectionOpening opening) {
    RedisConnection.open(this, opening);
  }

  @Override
  public Optional<ReplayLog> replayLog() {
    return log.map(own -> own);
  }

  @Override
  public BrokerException exceptionOf(Throwable failure) {
    return RedisErrors.of(failure, options);
  }

  @Override
  public CompletableFuture<Void> shutdown() {
    ClientResources resources = client.getResources();
    log.ifPresent(RedisLog::close);
    loops.end();
    return client
        .shutdownAsync(0, 2, SECONDS)
        .exceptionally(failure -> null)
        .thenCompose(done -> finished(resources.shutdown(0, 2, SECONDS)))
        .thenCompose(done -> finished(loops.shutdown(0, 2, SECONDS)));
  }

  private static ClientOptions clientOptions(RedisOptions options) {
    Duration timeout = options.timeout();
    Duration connect = Collections.min(List.of(timeout, MAX_CONNECT_TIMEOUT));
    SslOptions.Builder tls = SslOptions.builder().jdkSslProvider();
    options.tlsCa().ifPresent(tls::trustManager);
    ClientOptions.Builder client = ClientOptions.builder();
    MaintenanceNotifications.disable(client);
    return client
        .autoReconnect(false)
        .disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS)
        .socketOptions(SocketOptions.builder().connectTimeout(connect).keepAlive(true).build())
        .sslOptions(tls.build())
        .timeoutOptions(TimeoutOptions.enabled(timeout))
        .build();
  }

  private static CompletableFuture<Void> finished(Future<?> future) {
    var done = new CompletableFuture<Void>();
    future.addListener(any -> done.complete(null));
    return done;
  }
}
