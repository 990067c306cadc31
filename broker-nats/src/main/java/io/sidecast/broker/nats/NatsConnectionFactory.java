package io.sidecast.broker.nats;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import io.nats.client.Connection;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.sidecast.broker.BrokerException;
import io.sidecast.broker.BrokerFeature;
import io.sidecast.broker.Channel;
import io.sidecast.broker.connection.BrokerConnection;
import io.sidecast.broker.connection.BrokerConnectionFactory;
import io.sidecast.broker.connection.ConnectionListener;
import io.sidecast.broker.connection.ConnectionSettings;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;

/**
 * Opens connections to the servers of the URI and to those that the last connection discovered.
 * Thread-safe, except {@link #open}, which is called on the loop.
 */
final class NatsConnectionFactory implements BrokerConnectionFactory {

  private static final int ROOM_CHANNELS = 512;

  /** The pause between two interrupts; the client needs one interrupt for each server. */
  private static final int INTERRUPT_MILLIS = 20;

  private final NatsOptions options;
  private final NatsThreads threads = NatsThreads.start();

  /** The latest attempt to connect; changed on the loop, read on any thread. */
  private volatile CompletableFuture<NatsConnection> opening = new CompletableFuture<>();

  /** The thread that connects, null if none does; guarded by this object. */
  private @Nullable Thread connecting;

  /** The last connection, the source of discovered servers; confined to the loop. */
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
        options.maxBackOff());
  }

  @Override
  public ScheduledExecutorService loop() {
    return threads.loop();
  }

  /** Returns the subject, for example {@code app.room.17}. */
  @Override
  public String nameOf(Channel channel) {
    return options.prefix() + '.' + channel.word('.');
  }

  @Override
  public CompletionStage<BrokerConnection> open(
      Collection<String> names, ConnectionListener listener) {
    var opened = new CompletableFuture<NatsConnection>();
    Options.Builder connectOptions =
        options.connectOptions(last == null ? List.of() : last.servers());
    opening = opened;
    threads.pool().execute(() -> connect(connectOptions, listener, opened));
    return opened.thenCompose(
        link -> {
          last = link;
          return link.subscribeOrEnd(names);
        });
  }

  /** Ends all threads. Interrupts a thread that connects; a late connection is closed. */
  @Override
  public CompletionStage<Void> shutdown() {
    Future<?> interrupts =
        loop().scheduleAtFixedRate(this::interruptConnecting, 0, INTERRUPT_MILLIS, MILLISECONDS);
    opening
        .thenCompose(link -> link.end(BrokerException.closed()))
        .whenComplete(
            (freed, failure) -> {
              interrupts.cancel(false);
              threads.end();
            });
    return threads.loop().ended();
  }

  private synchronized void interruptConnecting() {
    if (connecting != null) {
      connecting.interrupt();
    }
  }

  private synchronized void setConnecting(@Nullable Thread thread) {
    connecting = thread;
  }

  /** Connects, which blocks. Runs on the pool. */
  private void connect(
      Options.Builder connectOptions,
      ConnectionListener listener,
      CompletableFuture<NatsConnection> opened) {
    var events = new NatsEvents(Thread.currentThread());
    Options client =
        connectOptions
            .executor(threads.pool())
            .connectExecutor(threads.pool())
            .callbackExecutor(threads.loop())
            .scheduledExecutor(threads.loop())
            .errorListener(events)
            .connectionListener(events)
            .build();
    try {
      var connected = new NatsConnection.Connected(connection(client), events);
      var link = new NatsConnection(this, connected, listener);
      threads.loop().execute(() -> link.begin(opened));
    } catch (Throwable failure) {
      // The events that jnats reported before the exception are already in the loop's queue.
      threads
          .loop()
          .execute(
              () ->
                  opened.completeExceptionally(
                      NatsErrors.connecting(options, failure, events.problems())));
    } finally {
      events.connected();
    }
  }

  private Connection connection(Options client) throws IOException, InterruptedException {
    setConnecting(Thread.currentThread());
    try {
      return Nats.connect(client);
    } finally {
      setConnecting(null);
      Thread.interrupted(); // an interrupt may arrive too late for the client
    }
  }
}
