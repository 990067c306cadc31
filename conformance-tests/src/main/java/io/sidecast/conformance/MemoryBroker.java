package io.sidecast.conformance;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import io.sidecast.broker.Broker;
import io.sidecast.broker.BrokerConfig;
import io.sidecast.broker.BrokerException;
import io.sidecast.broker.BrokerException.Kind;
import io.sidecast.broker.BrokerFeature;
import io.sidecast.broker.BrokerFeatures;
import io.sidecast.broker.BrokerListener;
import io.sidecast.broker.BrokerOpening;
import io.sidecast.broker.BrokerState;
import io.sidecast.broker.Channel;
import io.sidecast.broker.Position;
import io.sidecast.broker.ReplayLog;
import java.util.ArrayDeque;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.function.Consumer;

/**
 * The reference broker in memory. It keeps one connection to a {@link MemoryBus} and replaces it
 * when it is lost. Thread-safe; all state is confined to the broker's own thread.
 */
final class MemoryBroker implements Broker {

  /** The parts that a broker is made from. */
  record Setup(MemoryBus bus, BrokerConfig config, BrokerListener listener, int limit) {}

  private record Live(Channel channel, Position last) {}

  private static final System.Logger LOG = System.getLogger(MemoryBroker.class.getName());

  /** The pause between two attempts to connect, in milliseconds. */
  private static final int PAUSE_MILLIS = 20;

  private enum State {
    OPENING,
    CONNECTED,
    LOST,
    CLOSED
  }

  private final Setup setup;
  private final ScheduledThreadPoolExecutor thread;

  /**
   * The subscribed channels by their name on the bus, each with the position of its last message.
   */
  private final Map<String, Live> live = new HashMap<>();

  private final ArrayDeque<CompletableFuture<?>> unconfirmed = new ArrayDeque<>();
  private final CompletableFuture<Void> closed = new CompletableFuture<>();
  private MemoryBus.Line line;
  private State state = State.OPENING;

  private MemoryBroker(Setup setup) {
    this.setup = setup;
    this.thread =
        new ScheduledThreadPoolExecutor(1, task -> new Thread(task, "memory-broker")) {
          @Override
          protected void terminated() {
            closed.complete(null);
          }
        };
    thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    this.line = newLine();
  }

  static BrokerOpening open(Setup setup) {
    var broker = new MemoryBroker(setup);
    var opened = new CompletableFuture<Broker>();
    broker.thread.execute(() -> broker.connect(opened));
    return new BrokerOpening(opened, () -> broker.cancel(opened));
  }

  private void connect(CompletableFuture<Broker> opened) {
    boolean connecting =
        setup.bus.connect(
            line,
            () -> {
              state = State.CONNECTED;
              setup.listener.onState(BrokerState.UP, "connected in memory");
              opened.complete(this);
            });
    if (!connecting) {
      stop();
      opened.completeExceptionally(failure(Kind.UNAVAILABLE, "connection refused"));
      return;
    }
    later(() -> giveUp(opened, failure(Kind.TIMEOUT, "no answer")));
  }

  private void cancel(CompletableFuture<Broker> opened) {
    if (!opened.isDone()) {
      thread.execute(() -> giveUp(opened, BrokerException.closed()));
    }
  }

  private void giveUp(CompletableFuture<Broker> opened, BrokerException reason) {
    if (state == State.OPENING) {
      stop();
      opened.completeExceptionally(reason);
    }
  }

  @Override
  public BrokerFeatures features() {
    var flags = EnumSet.allOf(BrokerFeature.class);
    if (!setup.bus.redelivers()) {
      flags.remove(BrokerFeature.REDELIVERS);
    }
    return new BrokerFeatures(flags, setup.limit, 64, setup.config.timeout());
  }

  @Override
  public CompletionStage<Void> subscribe(Channel channel) {
    return this.<Void>ask(
        done ->
            setup.bus.subscribe(
                line,
                name(channel),
                end -> {
                  live.putIfAbsent(name(channel), new Live(channel, end));
                  done.complete(null);
                }));
  }

  @Override
  public CompletionStage<Void> unsubscribe(Channel channel) {
    var done = new CompletableFuture<Void>();
    onThread(
        done,
        () -> {
          live.remove(name(channel));
          done.complete(null);
          setup.bus.unsubscribe(line, name(channel), () -> {});
        });
    return done;
  }

  @Override
  public CompletionStage<Position> publish(Channel channel, byte[] envelope) {
    if (envelope.length > setup.limit) {
      return CompletableFuture.failedFuture(failure(Kind.TOO_LARGE, "limit is " + setup.limit));
    }
    return this.<Position>ask(
        done -> setup.bus.publish(line, name(channel), envelope, done::complete));
  }

  @Override
  public void reopen(String reason) {
    onThread(
        new CompletableFuture<>(),
        () -> {
          if (state == State.CONNECTED) {
            setup.bus.disconnect(line);
            lost(reason);
          }
        });
  }

  @Override
  public Optional<ReplayLog> replayLog() {
    return Optional.of(
        (channel, after, limit) -> {
          var readRequest = new MemoryBus.ReplayRequest(name(channel), after, limit);
          return this.<ReplayLog.Replay>ask(
              done -> setup.bus.readAfter(line, readRequest, done::complete));
        });
  }

  @Override
  public CompletionStage<Void> close() {
    onThread(
        new CompletableFuture<>(),
        () -> {
          if (state != State.CLOSED) {
            stop();
            settle(failure(Kind.CLOSED, "closed"));
            setup.listener.onState(BrokerState.CLOSED, "closed by its owner");
          }
        });
    return closed;
  }

  private void stop() {
    state = State.CLOSED;
    setup.bus.disconnect(line);
    thread.shutdown();
  }

  private MemoryBus.Line newLine() {
    return setup.bus
    .new Line(setup.config.uri(), thread, this::received, () -> lost("connection lost"));
  }

  private void received(String name, ReplayLog.Message message) {
    Live before = live.get(name);
    if (before != null) {
      live.put(name, new Live(before.channel, message.position()));
      deliver(before.channel, message);
    }
  }

  /** Calls the listener. An error of the listener affects one message only. */
  private void deliver(Channel channel, ReplayLog.Message message) {
    try {
      setup.listener.onMessage(channel, message.envelope(), message.position());
    } catch (Throwable failure) {
      LOG.log(System.Logger.Level.ERROR, "the listener failed", failure);
    }
  }

  private void lost(String reason) {
    if (state == State.CLOSED) {
      return;
    }
    if (state == State.CONNECTED) {
      state = State.LOST;
      settle(failure(Kind.UNAVAILABLE, reason));
      setup.listener.onState(BrokerState.DOWN, reason);
    }
    line = newLine();
    if (!setup.bus.connect(line, this::restore)) {
      thread.schedule(() -> lost(reason), PAUSE_MILLIS, MILLISECONDS);
    }
  }

  private void restore() {
    Map<String, Position> last = new HashMap<>();
    live.forEach((name, received) -> last.put(name, received.last));
    setup.bus.subscribe(
        line,
        last,
        () -> {
          state = State.CONNECTED;
          setup.listener.onState(BrokerState.RESTORED, "connected again");
        });
  }

  private <T> CompletableFuture<T> ask(Consumer<CompletableFuture<T>> request) {
    var done = new CompletableFuture<T>();
    onThread(
        done,
        () -> {
          if (state != State.CONNECTED) {
            Kind why = state == State.CLOSED ? Kind.CLOSED : Kind.UNAVAILABLE;
            done.completeExceptionally(failure(why, "not connected"));
            return;
          }
          unconfirmed.addLast(done);
          while (unconfirmed.getFirst().isDone()) {
            unconfirmed.removeFirst();
          }
          request.accept(done);
          MemoryBus.Line asked = line;
          later(
              () -> {
                if (done.completeExceptionally(failure(Kind.TIMEOUT, "no answer"))
                    && line == asked) {
                  setup.bus.disconnect(asked);
                  lost("no answer");
                }
              });
        });
    return done;
  }

  private void onThread(CompletableFuture<?> done, Runnable task) {
    try {
      thread.execute(task);
    } catch (RejectedExecutionException afterClose) {
      done.completeExceptionally(failure(Kind.CLOSED, "closed"));
    }
  }

  private void settle(BrokerException why) {
    List.copyOf(unconfirmed).forEach(done -> done.completeExceptionally(why));
  }

  private void later(Runnable deadline) {
    thread.schedule(deadline, setup.config.timeout().toMillis(), MILLISECONDS);
  }

  private String name(Channel channel) {
    return name(setup.config, channel);
  }

  /** Returns the name of a channel on the bus. */
  static String name(BrokerConfig config, Channel channel) {
    return config.prefix() + ':' + channel.kind() + ':' + channel.name();
  }

  private static BrokerException failure(Kind kind, String message) {
    return new BrokerException(kind, "memory broker: " + message + "; reference broker of the kit");
  }
}
