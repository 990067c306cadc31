package io.sidecast.broker.redis;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import io.sidecast.broker.Broker;
import io.sidecast.broker.BrokerException;
import io.sidecast.broker.BrokerException.Kind;
import io.sidecast.broker.BrokerFeature;
import io.sidecast.broker.BrokerFeatures;
import io.sidecast.broker.BrokerListener;
import io.sidecast.broker.BrokerState;
import io.sidecast.broker.Channel;
import io.sidecast.broker.Position;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The doors may be called on any thread; all state is changed on the one I/O thread, which also
 * calls the listener. Holds the live channels and the present link, and replaces a link that ended.
 */
final class RedisBroker implements Broker {

  private static final Logger LOG = LoggerFactory.getLogger(RedisBroker.class);
  private static final int ROOM_CHANNELS = 512;
  private static final int LONGEST_DELAY_MILLIS = 500;

  private final RedisOptions options;
  private final BrokerListener listener;
  private final BrokerFeatures features;
  private final RedisRuntime runtime;
  private final RedisLink.Wiring wiring;
  private final CompletableFuture<Void> closed = new CompletableFuture<>();
  private final AtomicBoolean closing = new AtomicBoolean();

  /** By name in Redis: what the owner has subscribed and not unsubscribed. */
  private final Map<String, Channel> live = new HashMap<>();

  /** Null while down; changed on the I/O thread. */
  private volatile @Nullable RedisLink link;

  private RedisBroker(RedisOptions options, BrokerListener listener) {
    this.options = options;
    this.listener = listener;
    Set<BrokerFeature> flags =
        options.sharded()
            ? Set.of(BrokerFeature.PUBLISH_CONFIRMED)
            : Set.of(BrokerFeature.PUBLISH_CONFIRMED, BrokerFeature.ORDERED_ACROSS_CHANNELS);
    this.features = new BrokerFeatures(flags, options.maxEnvelopeBytes(), ROOM_CHANNELS);
    this.runtime = RedisRuntime.start(options);
    var topology = RedisTopology.of(options.address(), runtime.client());
    this.wiring = new RedisLink.Wiring(options, runtime, topology, this::received, this::ended);
  }

  /** Completes with a connected broker; after a failure no thread or socket is left. */
  static CompletionStage<Broker> open(RedisOptions options, BrokerListener listener) {
    var opened = new CompletableFuture<Broker>();
    var broker = new RedisBroker(options, listener);
    RedisLink.open(broker.wiring, Set.of())
        .whenComplete(
            (first, failure) -> {
              if (failure == null) {
                broker.use(first, BrokerState.UP);
                broker.checkFromNowOn();
                opened.complete(broker);
              } else {
                broker.runtime.shutdown().thenRun(() -> opened.completeExceptionally(failure));
              }
            });
    return opened;
  }

  @Override
  public BrokerFeatures features() {
    return features;
  }

  @Override
  public CompletionStage<Void> subscribe(Channel channel) {
    String name = options.nameOf(channel);
    return onLoop(
        () -> {
          RedisLink current = link;
          return current == null
              ? CompletableFuture.failedStage(unavailable())
              : current.subscribe(name).thenRun(() -> live.put(name, channel));
        });
  }

  @Override
  public CompletionStage<Void> unsubscribe(Channel channel) {
    String name = options.nameOf(channel);
    return onLoop(
        () -> {
          RedisLink current = link;
          CompletionStage<Void> gone =
              current == null
                  ? CompletableFuture.completedStage(null)
                  : current.unsubscribe(name).exceptionally(lost -> null);
          return gone.thenRun(() -> live.remove(name));
        });
  }

  @Override
  public CompletionStage<Position> publish(Channel channel, byte[] envelope) {
    if (envelope.length > options.maxEnvelopeBytes()) {
      String message =
          "envelope of %,d bytes exceeds the broker's %,d: send less or raise max_envelope_bytes"
              .formatted(envelope.length, options.maxEnvelopeBytes());
      return CompletableFuture.failedFuture(new BrokerException(Kind.TOO_LARGE, message));
    }
    RedisLink current = link;
    return current == null
        ? CompletableFuture.failedFuture(unavailable())
        : current.publish(options.nameOf(channel), envelope);
  }

  @Override
  public CompletionStage<Void> close() {
    if (closing.compareAndSet(false, true)) {
      runtime.loop().execute(this::end);
    }
    return closed;
  }

  private void checkFromNowOn() {
    long interval = options.pingInterval().toMillis();
    Runnable check = () -> Optional.ofNullable(link).ifPresent(RedisLink::check);
    runtime.loop().scheduleAtFixedRate(check, interval, interval, MILLISECONDS);
  }

  private void received(String name, byte[] envelope) {
    Channel channel = live.get(name);
    if (channel != null) {
      listener.onMessage(channel, envelope, Position.NONE);
    }
  }

  private void ended(RedisLink gone, BrokerException reason) {
    if (gone == link && !closing.get()) {
      link = null;
      listener.onState(BrokerState.DOWN, String.valueOf(reason.getMessage()));
      connectLater(0);
    }
  }

  private void connectLater(int attempt) {
    int ceiling = Math.min(LONGEST_DELAY_MILLIS, 50 << Math.min(attempt, 8));
    int delay = ThreadLocalRandom.current().nextInt(ceiling / 2, ceiling);
    runtime.loop().schedule(() -> connectAgain(attempt), delay, MILLISECONDS);
  }

  private void connectAgain(int attempt) {
    if (closing.get()) {
      return;
    }
    Set<String> wanted = Set.copyOf(live.keySet());
    RedisLink.open(wiring, wanted)
        .whenComplete(
            (next, failure) -> {
              if (closing.get()) {
                return;
              }
              if (failure == null) {
                use(next, BrokerState.RESTORED);
                wanted.stream().filter(name -> !live.containsKey(name)).forEach(next::unsubscribe);
              } else {
                LOG.debug("Redis is still down: {}", failure.getMessage());
                connectLater(attempt + 1);
              }
            });
  }

  private void use(RedisLink next, BrokerState state) {
    link = next;
    String reason = "connected to Redis at %s, %d channels confirmed";
    listener.onState(state, reason.formatted(options.address(), live.size()));
  }

  private void end() {
    RedisLink last = link;
    link = null;
    live.clear();
    if (last != null) {
      last.end(unavailable());
    }
    listener.onState(BrokerState.CLOSED, "closed by its owner");
    runtime.shutdown().whenComplete((done, failure) -> closed.complete(null));
  }

  private CompletionStage<Void> onLoop(Supplier<CompletionStage<Void>> task) {
    return closing.get()
        ? CompletableFuture.failedStage(unavailable())
        : RedisFailure.judged(
            CompletableFuture.supplyAsync(task, runtime.loop()).thenCompose(stage -> stage),
            failure -> RedisFailure.of(failure, options));
  }

  private BrokerException unavailable() {
    if (closing.get()) {
      return new BrokerException(Kind.CLOSED, "this broker has been closed: open a new one");
    }
    String message = "no connection to Redis at %s now: publish again after RESTORED";
    return new BrokerException(Kind.UNAVAILABLE, message.formatted(options.address()));
  }
}
