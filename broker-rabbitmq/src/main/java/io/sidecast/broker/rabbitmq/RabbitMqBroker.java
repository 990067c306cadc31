package io.sidecast.broker.rabbitmq;

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
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The doors may be called on any thread; all state is changed on the one event loop, which also
 * calls the listener. Holds the live channels and the present link, and replaces a link that ended.
 */
final class RabbitMqBroker implements Broker, RabbitMqLink.Owner {

  private static final Logger LOG = LoggerFactory.getLogger(RabbitMqBroker.class);
  private static final int ROOM_CHANNELS = 256;
  private static final int LONGEST_DELAY_MILLIS = 500;

  private final RabbitMqOptions options;
  private final BrokerListener listener;
  private final RabbitMqRuntime runtime = RabbitMqRuntime.start();
  private final RabbitMqConnector connector;
  private final AtomicInteger unconfirmed = new AtomicInteger();
  private final AtomicBoolean closing = new AtomicBoolean();

  /** By routing key: what the owner has subscribed and not unsubscribed. */
  private final Map<String, Channel> live = new HashMap<>();

  /** Null while down. */
  private @Nullable RabbitMqLink link;

  /** A link on which RabbitMQ takes no messages now; the state is DOWN meanwhile. */
  private @Nullable RabbitMqLink blocked;

  /** The reason of the last DOWN. */
  private @Nullable String why;

  private RabbitMqBroker(RabbitMqOptions options, BrokerListener listener) {
    this.options = options;
    this.listener = listener;
    this.connector = new RabbitMqConnector(runtime, options, this);
  }

  /** Completes with a connected broker; after a failure no thread or socket is left. */
  static CompletionStage<Broker> open(RabbitMqOptions options, BrokerListener listener) {
    var opened = new CompletableFuture<Broker>();
    var broker = new RabbitMqBroker(options, listener);
    broker
        .connector
        .open(Set.of())
        .whenComplete(
            (link, failure) -> {
              if (failure == null) {
                broker.link = link;
                listener.onState(BrokerState.UP, "connected to RabbitMQ at " + options.server());
                opened.complete(broker);
              } else {
                broker.runtime.shutdown().thenRun(() -> opened.completeExceptionally(failure));
              }
            });
    return opened;
  }

  @Override
  public BrokerFeatures features() {
    return new BrokerFeatures(
        Set.of(BrokerFeature.ORDERED_ACROSS_CHANNELS, BrokerFeature.PUBLISH_CONFIRMED),
        options.limits().envelopeBytes(),
        ROOM_CHANNELS);
  }

  @Override
  public CompletionStage<Void> subscribe(Channel channel) {
    String key = RabbitMqOptions.keyOf(channel);
    return onLoop(() -> present().bind(key).thenRun(() -> live.put(key, channel)));
  }

  @Override
  public CompletionStage<Void> unsubscribe(Channel channel) {
    String key = RabbitMqOptions.keyOf(channel);
    return onLoop(
        () -> {
          live.remove(key);
          RabbitMqLink current = link == null ? blocked : link;
          return current == null
              ? CompletableFuture.completedFuture(null)
              : current.unbind(key).exceptionally(lost -> null).thenRun(() -> live.remove(key));
        });
  }

  @Override
  public CompletionStage<Position> publish(Channel channel, byte[] envelope) {
    RabbitMqOptions.Limits limits = options.limits();
    if (envelope.length > limits.envelopeBytes()) {
      String message =
          "envelope of %,d bytes exceeds the broker's %,d: send less or raise max_envelope_bytes";
      return failed(Kind.TOO_LARGE, message.formatted(envelope.length, limits.envelopeBytes()));
    }
    if (unconfirmed.incrementAndGet() > limits.unconfirmed()) {
      unconfirmed.decrementAndGet();
      String message = "%,d publishes wait for RabbitMQ: publish less or raise max_unconfirmed";
      return failed(Kind.UNAVAILABLE, message.formatted(limits.unconfirmed()));
    }
    String key = RabbitMqOptions.keyOf(channel);
    return onLoop(() -> present().publish(key, envelope))
        .whenComplete((position, failure) -> unconfirmed.decrementAndGet());
  }

  @Override
  public CompletionStage<Void> close() {
    if (closing.compareAndSet(false, true)) {
      runtime.loop().execute(this::end);
    }
    return runtime.ended();
  }

  @Override
  public void received(String key, byte[] envelope) {
    Channel channel = live.get(key);
    if (channel != null) {
      listener.onMessage(channel, envelope, Position.NONE);
    }
  }

  @Override
  public void blocked(RabbitMqLink held, BrokerException reason) {
    if (held == link) {
      blocked = held;
      down(reason);
    }
  }

  @Override
  public void unblocked(RabbitMqLink freed) {
    if (freed == blocked) {
      blocked = null;
      restored(freed, "RabbitMQ at %s takes messages again, %d channels are in force");
    }
  }

  @Override
  public void ended(RabbitMqLink gone, BrokerException reason) {
    if (closing.get()) {
      return;
    }
    if (gone == link) {
      down(reason);
      connectLater(0);
    } else if (gone == blocked) {
      blocked = null;
      connectLater(0);
    }
  }

  private void down(BrokerException reason) {
    link = null;
    why = reason.getMessage();
    listener.onState(BrokerState.DOWN, String.valueOf(why));
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
    connector
        .open(wanted)
        .whenComplete(
            (next, failure) -> {
              if (closing.get()) {
                LOG.debug("no new connection: the broker is being closed");
              } else if (failure == null) {
                wanted.stream().filter(key -> !live.containsKey(key)).forEach(next::unbind);
                restored(next, "connected to RabbitMQ at %s again, %d channels are in force");
              } else {
                LOG.debug("RabbitMQ is still down: {}", failure.getMessage());
                connectLater(attempt + 1);
              }
            });
  }

  private void restored(RabbitMqLink next, String reason) {
    link = next;
    listener.onState(BrokerState.RESTORED, reason.formatted(options.server(), live.size()));
  }

  private void end() {
    RabbitMqLink last = link == null ? blocked : link;
    link = null;
    live.clear();
    CompletableFuture<Void> goodbye =
        last == null ? CompletableFuture.completedFuture(null) : last.end(unavailable());
    listener.onState(BrokerState.CLOSED, "closed by its owner");
    goodbye.whenComplete((said, failure) -> runtime.shutdown());
  }

  /** Runs a task on the event loop and settles as its stage does. */
  private <T> CompletableFuture<T> onLoop(Supplier<CompletableFuture<T>> task) {
    var done = new CompletableFuture<T>();
    try {
      runtime.loop().execute(() -> settle(done, task));
    } catch (RejectedExecutionException ended) {
      done.completeExceptionally(unavailable());
    }
    return done;
  }

  private <T> void settle(CompletableFuture<T> done, Supplier<CompletableFuture<T>> task) {
    try {
      task.get()
          .whenComplete(
              (result, failure) -> {
                if (failure == null) {
                  done.complete(result);
                } else {
                  done.completeExceptionally(RabbitMqFailure.of(failure, options));
                }
              });
    } catch (BrokerException noLink) {
      done.completeExceptionally(noLink);
    }
  }

  private RabbitMqLink present() {
    if (link == null) {
      throw unavailable();
    }
    return link;
  }

  private BrokerException unavailable() {
    if (closing.get()) {
      return new BrokerException(Kind.CLOSED, "this broker has been closed: open a new one");
    }
    return new BrokerException(Kind.UNAVAILABLE, why + ": publish again after RESTORED");
  }

  private static <T> CompletableFuture<T> failed(Kind kind, String message) {
    return CompletableFuture.failedFuture(new BrokerException(kind, message));
  }
}
