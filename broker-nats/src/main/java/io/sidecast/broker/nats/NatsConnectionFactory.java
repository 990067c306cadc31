package io.sidecast.broker.nats;

import io.nats.client.Nats;
import io.nats.client.Options;
import io.sidecast.broker.BrokerConnection;
import io.sidecast.broker.BrokerConnectionFactory;
import io.sidecast.broker.BrokerException;
import io.sidecast.broker.BrokerFeature;
import io.sidecast.broker.Channel;
import io.sidecast.broker.ConnectionListener;
import io.sidecast.broker.ConnectionSettings;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;

/** Any thread. Connects to the servers of the URI, and to those that the last one knew of. */
final class NatsConnectionFactory implements BrokerConnectionFactory {

  private static final int ROOM_CHANNELS = 512;

  private final NatsOptions options;
  private final NatsThreads threads = NatsThreads.start();

  /** The latest attempt to connect; changed on the loop. */
  private volatile CompletableFuture<NatsConnection> opening = new CompletableFuture<>();

  /** Knows other servers; loop only. */
  private @Nullable NatsConnection last;

  NatsConnectionFactory(NatsOptions options) {
    this.options = options;
  }

  NatsOptions options() {
    return options;
  }

  NatsThreads threads() {
    return threads;
  }

  @Override
  public ConnectionSettings settings() {
    return new ConnectionSettings(
        Set.of(BrokerFeature.ORDERED_ACROSS_CHANNELS, BrokerFeature.PUBLISH_CONFIRMED),
        ROOM_CHANNELS,
        "NATS' max_payload",
        options.timeout(),
        options.pingInterval(),
        options.longestPause());
  }

  @Override
  public ScheduledExecutorService loop() {
    return threads.loop();
  }

  /** For example {@code app.room.17}. */
  @Override
  public String nameOf(Channel channel) {
    return options.prefix() + '.' + channel.word('.');
  }

  @Override
  public CompletionStage<BrokerConnection> open(
      Collection<String> names, ConnectionListener listener) {
    var opened = new CompletableFuture<NatsConnection>();
    Options.Builder dial = options.dial(last == null ? List.of() : last.servers());
    opening = opened;
    threads.pool().execute(() -> connect(dial, listener, opened));
    return opened.thenCompose(
        link -> {
          last = link;
          return link.subscribeOrEnd(names);
        });
  }

  /** A link that is still being opened is ended when it is there. */
  @Override
  public CompletionStage<Void> shutdown() {
    opening
        .thenCompose(link -> link.end(BrokerException.closed()))
        .whenComplete((freed, failure) -> threads.end());
    return threads.loop().ended();
  }

  /** Pool. */
  private void connect(
      Options.Builder dial, ConnectionListener listener, CompletableFuture<NatsConnection> opened) {
    var events = new NatsEvents(Thread.currentThread());
    Options client =
        dial.executor(threads.pool())
            .connectExecutor(threads.pool())
            .callbackExecutor(threads.loop())
            .scheduledExecutor(threads.loop())
            .errorListener(events)
            .connectionListener(events)
            .build();
    try {
      var connected = new NatsConnection.Connected(Nats.connect(client), events);
      var link = new NatsConnection(this, connected, listener);
      threads.loop().execute(() -> link.begin(opened));
    } catch (Throwable failure) {
      // What jnats told before it threw is already in the queue of the loop.
      threads
          .loop()
          .execute(
              () ->
                  opened.completeExceptionally(
                      NatsErrors.connecting(options, failure, events.trouble())));
    } finally {
      events.connected();
    }
  }
}
