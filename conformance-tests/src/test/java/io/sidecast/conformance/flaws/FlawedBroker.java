package io.sidecast.conformance.flaws;

import io.sidecast.broker.Broker;
import io.sidecast.broker.BrokerConfig;
import io.sidecast.broker.BrokerException;
import io.sidecast.broker.BrokerException.Kind;
import io.sidecast.broker.BrokerFeatures;
import io.sidecast.broker.BrokerListener;
import io.sidecast.broker.BrokerOpening;
import io.sidecast.broker.BrokerProvider;
import io.sidecast.broker.BrokerState;
import io.sidecast.broker.Channel;
import io.sidecast.broker.Position;
import io.sidecast.broker.ReplayLog;
import java.net.URI;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Wraps a correct broker and its listener and forwards every call. Each flaw is a subclass that
 * forwards one call wrongly. Thread-safe.
 */
class FlawedBroker implements Broker, BrokerListener {

  /** Runs the delayed calls of flaws; not a thread of any broker. */
  static final ScheduledExecutorService LATER =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            var thread = new Thread(task, "conformance-flaws");
            thread.setDaemon(true);
            return thread;
          });

  private @Nullable BrokerOpening opening;
  private @Nullable Broker inner;
  private @Nullable BrokerListener outer;
  private volatile boolean down;

  /** Creates a provider whose brokers all have one flaw. */
  static BrokerProvider provider(BrokerProvider good, Supplier<FlawedBroker> flaw) {
    return new BrokerProvider() {
      @Override
      public Set<String> schemes() {
        return good.schemes();
      }

      @Override
      public URI defaultUri() {
        return good.defaultUri();
      }

      @Override
      public BrokerOpening open(BrokerConfig config, BrokerListener listener) {
        FlawedBroker flawed = flaw.get();
        flawed.outer = listener;
        return new BrokerOpening(flawed.open(good, config), flawed::cancel);
      }
    };
  }

  /** Opens the correct broker beneath this one. */
  CompletionStage<Broker> open(BrokerProvider good, BrokerConfig config) {
    BrokerOpening opening = good.open(config, this);
    this.opening = opening;
    return opening
        .broker()
        .thenApply(
            opened -> {
              inner = opened;
              return this;
            });
  }

  void cancel() {
    if (opening != null) {
      opening.cancel();
    }
  }

  final Broker inner() {
    if (inner == null) {
      throw new IllegalStateException("not open");
    }
    return inner;
  }

  final BrokerListener outer() {
    if (outer == null) {
      throw new IllegalStateException("no listener");
    }
    return outer;
  }

  final boolean isDown() {
    return down;
  }

  @Override
  public BrokerFeatures features() {
    return inner().features();
  }

  @Override
  public CompletionStage<Void> subscribe(Channel channel) {
    return inner().subscribe(channel);
  }

  @Override
  public CompletionStage<Void> unsubscribe(Channel channel) {
    return inner().unsubscribe(channel);
  }

  @Override
  public CompletionStage<Position> publish(Channel channel, byte[] envelope) {
    return inner().publish(channel, envelope);
  }

  @Override
  public void reopen(String reason) {
    inner().reopen(reason);
  }

  @Override
  public Optional<ReplayLog> replayLog() {
    return inner().replayLog();
  }

  @Override
  public CompletionStage<Void> close() {
    return inner().close();
  }

  @Override
  public void onMessage(Channel channel, byte[] envelope, Position position) {
    outer().onMessage(channel, envelope, position);
  }

  @Override
  public void onState(BrokerState state, String reason) {
    down = state == BrokerState.DOWN;
    outer().onState(state, reason);
  }

  /**
   * Returns a stage like the given one, except that failures of one kind are handled by a function.
   */
  static <T> CompletableFuture<T> unless(
      CompletionStage<T> stage, Kind kind, BiConsumer<CompletableFuture<T>, Throwable> otherwise) {
    var result = new CompletableFuture<T>();
    stage.whenComplete(
        (value, thrown) -> {
          Throwable failure = thrown instanceof CompletionException ? thrown.getCause() : thrown;
          if (failure == null) {
            result.complete(value);
          } else if (failure instanceof BrokerException known && known.kind() == kind) {
            otherwise.accept(result, failure);
          } else {
            result.completeExceptionally(failure);
          }
        });
    return result;
  }

  static void later(long millis, Runnable task) {
    var unused = LATER.schedule(task, millis, TimeUnit.MILLISECONDS);
  }
}
