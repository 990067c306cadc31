package io.sidecast.broker.connection;

import static io.sidecast.broker.BrokerException.Kind.UNAVAILABLE;
import static io.sidecast.broker.connection.LoopExecutor.started;
import static java.util.concurrent.TimeUnit.MILLISECONDS;

import io.sidecast.broker.BackOff;
import io.sidecast.broker.Broker;
import io.sidecast.broker.BrokerException;
import io.sidecast.broker.BrokerException.Kind;
import io.sidecast.broker.BrokerFeatures;
import io.sidecast.broker.BrokerListener;
import io.sidecast.broker.BrokerOpening;
import io.sidecast.broker.BrokerState;
import io.sidecast.broker.Channel;
import io.sidecast.broker.Position;
import io.sidecast.broker.ReplayLog;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Broker} that keeps one {@link BrokerConnection} open and replaces it when it ends. After
 * a reconnect it restores all subscriptions before it reports {@link BrokerState#RESTORED}.
 *
 * <p>Attempts to connect are separated by a {@link BackOff} from 50 ms to {@link
 * ConnectionSettings#maxBackOff}. If the message broker refuses the login or a setting meanwhile,
 * {@link BrokerState#DOWN} is reported once more, with that reason.
 *
 * <p>Thread-safe. The state is confined to the {@linkplain BrokerConnectionFactory#loop loop} of
 * the factory, which also reports state changes to the {@link BrokerListener}.
 *
 * @since 0.1.0
 */
public final class ReconnectingBroker implements Broker {

  private static final Duration FIRST_BACK_OFF = Duration.ofMillis(50);

  /** The failures of a reconnect that an operator must mend, so that they are reported. */
  private static final Set<Kind> NEEDS_OPERATOR = Set.of(Kind.REFUSED, Kind.BAD_CONFIG);

  private final BrokerConnectionFactory factory;
  private final ConnectionSettings settings;
  private final Optional<ReplayLog> replayLog;
  private final BackOff backOff;
  private final BrokerListener listener;
  private final LoopExecutor loopExecutor;
  private final SubscriptionRegistry subscriptions;
  private final AtomicBoolean closing = new AtomicBoolean();
  private final CompletableFuture<Broker> opened = new CompletableFuture<>();
  private final CompletableFuture<Void> closed = new CompletableFuture<>();

  /** The limit of the first server; set before this broker is published. */
  private int maxEnvelopeBytes;

  /** The number of room channels of the first server; set before this broker is published. */
  private int roomChannels;

  /** The current connection, suspended or not; null without one. */
  private @Nullable SupervisedConnection active;

  /** The connection that is being opened; null if there is none. */
  private @Nullable SupervisedConnection next;

  /** The current connection, or null while the state is DOWN. */
  private volatile @Nullable SupervisedConnection connection;

  /** The latest reason of the state DOWN. */
  private volatile String downReason = "";

  /** The kind of the reason that was last reported with the state DOWN. */
  private Kind reported = UNAVAILABLE;

  private Future<?> checking = CompletableFuture.completedFuture(null);
  private Future<?> retrying = CompletableFuture.completedFuture(null);

  private ReconnectingBroker(BrokerConnectionFactory factory, BrokerListener listener) {
    this.factory = factory;
    this.settings = factory.settings();
    this.replayLog = factory.replayLog();
    this.backOff = new BackOff(FIRST_BACK_OFF, settings.maxBackOff());
    this.listener = listener;
    this.loopExecutor = new LoopExecutor(factory.loop());
    this.subscriptions = new SubscriptionRegistry(listener);
  }

  /**
   * Opens a broker. The opening fails with the {@link BrokerException} of the supplier, or with
   * that of the first {@link BrokerConnectionFactory#open}; after a failure no thread and no socket
   * remains.
   *
   * @param factory the supplier of the factory, called once on this thread; may throw a {@link
   *     BrokerException} for an invalid setting
   * @param listener the listener of messages and state changes
   * @return an opening whose stage completes on the loop with a connected broker
   */
  public static BrokerOpening open(
      Supplier<? extends BrokerConnectionFactory> factory, BrokerListener listener) {
    try {
      var broker = new ReconnectingBroker(factory.get(), listener);
      broker.factory.loop().execute(broker::load);
      return new BrokerOpening(broker.opened, broker::cancel);
    } catch (BrokerException badConfig) {
      return BrokerOpening.failed(badConfig);
    }
  }

  @Override
  public BrokerFeatures features() {
    return new BrokerFeatures(
        settings.flags(), maxEnvelopeBytes, roomChannels, settings.answerTimeout());
  }

  @Override
  public CompletionStage<Void> subscribe(Channel channel) {
    String name = factory.nameOf(channel);
    return loopExecutor.call(() -> subscribe(name, channel));
  }

  @Override
  public CompletionStage<Void> unsubscribe(Channel channel) {
    String name = factory.nameOf(channel);
    return loopExecutor.call(() -> unsubscribe(name));
  }

  @Override
  public CompletionStage<Position> publish(Channel channel, byte[] envelope) {
    SupervisedConnection current = connection;
    if (current == null) {
      return CompletableFuture.failedFuture(unavailable());
    }
    int limit = Math.min(maxEnvelopeBytes, current.connection().maxEnvelopeBytes());
    return envelope.length > limit
        ? CompletableFuture.failedFuture(
            BrokerException.tooLarge(envelope.length, limit, settings.sizeLimit()))
        : current.publish(factory.nameOf(channel), envelope);
  }

  @Override
  public void reopen(String reason) {
    CompletionStage<Void> unused =
        loopExecutor.call(() -> endCurrent(new BrokerException(UNAVAILABLE, reason)));
  }

  @Override
  public Optional<ReplayLog> replayLog() {
    return replayLog;
  }

  /** Ends the current connection. Keeps a suspended one, because its message broker is alive. */
  private CompletionStage<Void> endCurrent(BrokerException reason) {
    SupervisedConnection current = connection;
    return current == null ? CompletableFuture.completedStage(null) : current.end(reason);
  }

  @Override
  public CompletionStage<Void> close() {
    if (closing.compareAndSet(false, true)) {
      factory.loop().execute(this::end);
    }
    return closed;
  }

  private void load() {
    long most = settings.answerTimeout().toMillis();
    started(factory::load)
        .toCompletableFuture()
        .copy()
        .completeOnTimeout(null, most, MILLISECONDS)
        .whenComplete((loaded, failure) -> factory.loop().execute(this::begin));
  }

  private void begin() {
    if (closing.get()) {
      return;
    }
    connect(
        first -> {
          maxEnvelopeBytes = first.connection().maxEnvelopeBytes();
          roomChannels = first.connection().roomChannels().orElse(settings.roomChannels());
          long interval = settings.checkInterval().toMillis();
          checking =
              factory.loop().scheduleAtFixedRate(this::check, interval, interval, MILLISECONDS);
          use(first, BrokerState.UP, "connected to " + first.connection().server());
          opened.complete(this);
        },
        failure -> {
          if (closing.compareAndSet(false, true)) {
            release(failure);
          }
        });
  }

  /** Cancels the opening of this broker. */
  private void cancel() {
    if (!opened.isDone() && closing.compareAndSet(false, true)) {
      factory
          .loop()
          .execute(
              () -> {
                if (opened.isDone()) {
                  end();
                } else {
                  release(BrokerException.closed());
                }
              });
    }
  }

  /** Releases everything, and then fails the opening. */
  private void release(BrokerException reason) {
    endNext(reason);
    factory.shutdown().whenComplete((freed, any) -> opened.completeExceptionally(reason));
  }

  /** Ends the connection that is being opened. */
  private void endNext(BrokerException reason) {
    SupervisedConnection unfinished = next;
    if (unfinished != null) {
      unfinished.end(reason);
    }
  }

  private CompletionStage<Void> subscribe(String name, Channel channel) {
    SupervisedConnection current = connection;
    if (current == null) {
      return CompletableFuture.failedStage(unavailable());
    }
    SubscriptionRegistry.Subscription subscription = subscriptions.add(name, channel);
    return current
        .subscribe(name)
        .whenComplete(
            (inForce, failure) -> {
              if (failure == null) {
                subscriptions.confirmed(subscription);
              } else {
                subscriptions.failed(name, subscription);
              }
            });
  }

  private CompletionStage<Void> unsubscribe(String name) {
    SupervisedConnection current = active;
    return subscriptions.remove(name) && current != null
        ? current.unsubscribe(name).exceptionally(lost -> null)
        : CompletableFuture.completedStage(null);
  }

  /**
   * Checks the current connection. Without one, schedules an attempt to connect if an error
   * prevented that. Throws nothing, because an exception would end the periodic task.
   */
  private void check() {
    if (active != null) {
      active.check();
    } else if (next == null && retrying.isDone()) {
      started(() -> scheduleReconnect(0));
    }
  }

  private void connect(Consumer<SupervisedConnection> use, Consumer<BrokerException> failed) {
    var opening = new SupervisedConnection(factory, subscriptions, new StateReporter());
    next = opening;
    opening
        .open()
        .whenComplete(
            (opened, failure) -> {
              next = null;
              BrokerException ended = closing.get() ? unavailable() : opening.end();
              if (ended == null) {
                active = opening;
                use.accept(opening);
              } else {
                opening.end(ended);
                failed.accept(ended);
              }
            });
  }

  private CompletionStage<Void> scheduleReconnect(int attempt) {
    if (!closing.get()) {
      long pause = backOff.pause(attempt).toMillis();
      retrying = factory.loop().schedule(() -> reconnect(attempt), pause, MILLISECONDS);
    }
    return CompletableFuture.completedStage(null);
  }

  private void reconnect(int attempt) {
    connect(
        next -> {
          Set<String> still = subscriptions.names();
          next.names().stream().filter(name -> !still.contains(name)).forEach(next::unsubscribe);
          use(next, BrokerState.RESTORED, "connected to " + next.connection().server() + " again");
        },
        failure -> {
          if (NEEDS_OPERATOR.contains(failure.kind()) && failure.kind() != reported) {
            down(failure);
          }
          downReason = String.valueOf(failure.getMessage());
          scheduleReconnect(attempt + 1);
        });
  }

  /**
   * Reports that a connection is usable. If the listener throws, the connection is replaced, so
   * that the listener receives the state again.
   */
  private void use(SupervisedConnection next, BrokerState state, String reason) {
    connection = next;
    Throwable failure =
        notifyState(
            state, reason + ", %d subscriptions in force".formatted(subscriptions.names().size()));
    if (failure != null) {
      next.ended(failure);
    }
  }

  private void down(BrokerException reason) {
    connection = null;
    downReason = String.valueOf(reason.getMessage());
    reported = reason.kind();
    notifyState(BrokerState.DOWN, downReason);
  }

  /** Reports a state; returns the throwable of the listener, if any, instead of throwing it. */
  private @Nullable Throwable notifyState(BrokerState state, String reason) {
    try {
      listener.onState(state, reason);
      return null;
    } catch (Throwable failure) {
      SubscriptionRegistry.report("the state " + state, failure);
      return failure;
    }
  }

  private void end() {
    SupervisedConnection last = active;
    active = null;
    connection = null;
    checking.cancel(false);
    retrying.cancel(false);
    subscriptions.clear();
    endNext(unavailable());
    CompletionStage<Void> freed =
        last == null ? CompletableFuture.completedStage(null) : last.end(unavailable());
    notifyState(BrokerState.CLOSED, "closed by its owner");
    freed
        .handle((any, failure) -> factory.shutdown())
        .thenCompose(shutdown -> shutdown)
        .whenComplete((any, failure) -> closed.complete(null));
  }

  private BrokerException unavailable() {
    return closing.get()
        ? BrokerException.closed()
        : new BrokerException(UNAVAILABLE, downReason + ": publish again after RESTORED");
  }

  /** Reports the changes of the current connection. */
  private final class StateReporter implements SupervisedConnection.Owner {

    @Override
    public void suspended(SupervisedConnection source, BrokerException reason) {
      if (source == active && connection != null) {
        down(reason);
      }
    }

    @Override
    public void resumed(SupervisedConnection source) {
      if (source == active && connection == null) {
        use(source, BrokerState.RESTORED, source.connection().server() + " accepts messages again");
      }
    }

    @Override
    public void ended(SupervisedConnection source, BrokerException reason) {
      if (source == active) {
        active = null;
        if (connection != null) {
          down(reason);
        }
        scheduleReconnect(0);
      }
    }
  }
}
