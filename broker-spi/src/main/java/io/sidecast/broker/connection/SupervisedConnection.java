package io.sidecast.broker.connection;

import static io.sidecast.broker.connection.LoopExecutor.started;
import static java.util.concurrent.TimeUnit.MILLISECONDS;

import io.sidecast.broker.BrokerException;
import io.sidecast.broker.BrokerException.Kind;
import io.sidecast.broker.Position;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The life of one {@link BrokerConnection}: its opening, its calls and its end. An overdue response
 * ends it; the end fails the opening and all unsettled stages, and closes the connection once.
 * Confined to the loop, except {@link #publish}, {@link #received} and {@link #ended}, which are
 * thread-safe.
 */
final class SupervisedConnection implements ConnectionListener, ConnectionOpening {

  /** Receives the changes of connections. Called on the loop. */
  interface Owner {

    void suspended(SupervisedConnection source, BrokerException reason);

    void resumed(SupervisedConnection source);

    void ended(SupervisedConnection source, BrokerException reason);
  }

  private final BrokerConnectionFactory factory;
  private final SubscriptionRegistry subscriptions;
  private final Owner owner;
  private final Set<String> names;
  private final PendingStages publishes;
  private final PendingStages requests;
  private final AtomicReference<@Nullable BrokerException> end = new AtomicReference<>();
  private final CompletableFuture<BrokerConnection> opening = new CompletableFuture<>();

  /** The connection, null before the end of the opening. */
  private volatile @Nullable BrokerConnection connection;

  private CompletionStage<Void> closed = CompletableFuture.completedStage(null);
  private boolean finished;
  private @Nullable BrokerException suspension;

  /** Creates a connection that is not open yet, with the present subscriptions. */
  SupervisedConnection(
      BrokerConnectionFactory factory, SubscriptionRegistry subscriptions, Owner owner) {
    this.factory = factory;
    this.subscriptions = subscriptions;
    this.owner = owner;
    this.names = subscriptions.names();
    this.publishes = new PendingStages(factory, this::overduePublish);
    this.requests = new PendingStages(factory, this::endOverdue);
  }

  /** Opens the connection. The stage settles on the loop. */
  CompletionStage<BrokerConnection> open() {
    subscriptions.setSource(this);
    long timeout = factory.settings().answerTimeout().toMillis();
    Future<?> expiry = factory.loop().schedule(this::endOverdue, timeout, MILLISECONDS);
    try {
      factory.open(this);
    } catch (Throwable failure) {
      settle(CompletableFuture.failedStage(failure));
    }
    return opening.whenComplete((opened, failure) -> expiry.cancel(false));
  }

  @Override
  public Set<String> names() {
    return names;
  }

  @Override
  public ConnectionListener listener() {
    return this;
  }

  @Override
  public boolean isDone() {
    return opening.isDone();
  }

  @Override
  public void settle(CompletionStage<? extends BrokerConnection> outcome) {
    var loop = new LoopExecutor(factory.loop());
    outcome.whenComplete(
        (opened, failure) -> {
          CompletionStage<Void> unused = loop.call(() -> settled(opened, failure));
        });
  }

  private CompletionStage<Void> settled(
      @Nullable BrokerConnection opened, @Nullable Throwable failure) {
    if (opened == null) {
      return end(factory.exceptionOf(Objects.requireNonNull(failure)));
    }
    if (opening.isDone()) {
      return opened.close();
    }
    connection = opened;
    opening.complete(opened);
    return CompletableFuture.completedStage(null);
  }

  @Override
  public void onFailure(Runnable release) {
    opening.exceptionally(
        failure -> {
          release.run();
          return null;
        });
  }

  /** Returns the connection. Called after the opening. */
  BrokerConnection connection() {
    return Objects.requireNonNull(connection);
  }

  /** Returns the reason of the end, null before it. */
  @Nullable BrokerException end() {
    return end.get();
  }

  CompletionStage<Void> subscribe(String name) {
    return requests.add(0, () -> connection().subscribe(name));
  }

  CompletionStage<Void> unsubscribe(String name) {
    return requests.add(0, () -> connection().unsubscribe(name));
  }

  CompletionStage<Position> publish(String name, byte[] envelope) {
    return publishes.add(envelope.length, () -> connection().publish(name, envelope));
  }

  /** Checks the connection. Throws nothing. */
  void check() {
    try {
      connection().check();
    } catch (Throwable failure) {
      ended(failure);
    }
  }

  /** Ends the connection now; completes when it is closed. */
  CompletionStage<Void> end(BrokerException reason) {
    end.compareAndSet(null, reason);
    finish();
    return closed;
  }

  @Override
  public void received(String name, byte[] envelope, Position position) {
    subscriptions.deliver(this, name, envelope, position);
  }

  @Override
  public void suspended(BrokerException reason) {
    suspension = reason;
    owner.suspended(this, reason);
  }

  @Override
  public void resumed() {
    suspension = null;
    owner.resumed(this);
  }

  @Override
  public void ended(Throwable reason) {
    if (end.compareAndSet(null, factory.exceptionOf(reason))) {
      try {
        factory.loop().execute(this::finish);
      } catch (RejectedExecutionException closed) {
        // The broker has ended this connection at its own end.
      }
    }
  }

  private void finish() {
    BrokerException reason = end.get();
    if (finished || reason == null) {
      return;
    }
    finished = true;
    publishes.end(reason);
    requests.end(reason);
    // The close comes first, because it may interrupt a listener that holds the lock of deliveries.
    BrokerConnection open = connection;
    if (open != null) {
      closed = started(open::close);
    } else {
      opening.completeExceptionally(reason);
    }
    subscriptions.setSource(null);
    owner.ended(this, reason);
  }

  /** Returns the failure of an overdue publish, which concerns only it during a suspension. */
  private BrokerException overduePublish() {
    BrokerException suspended = suspension;
    return suspended == null
        ? endOverdue()
        : new BrokerException(Kind.TIMEOUT, suspended.getMessage() + " (since this publish)");
  }

  /** Ends the connection because a response is overdue; returns the reason of the end. */
  private BrokerException endOverdue() {
    ended(new TimeoutException("a response is overdue"));
    return Objects.requireNonNull(end.get());
  }
}
