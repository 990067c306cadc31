package io.sidecast.broker.nats;

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
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The doors may be called on any thread; all state is changed on the loop, which also tells the
 * listener of it. Holds the live channels and the present link, and replaces a link that ended.
 */
final class NatsBroker implements Broker {

  private static final Logger LOG = LoggerFactory.getLogger(NatsBroker.class);
  private static final int ROOM_CHANNELS = 512;

  private final NatsOptions options;
  private final NatsLink.Wiring wiring;
  private final BrokerFeatures features;
  private final AtomicBoolean closing = new AtomicBoolean();

  /** By subject: what the owner has subscribed and not unsubscribed. */
  private final Map<String, Channel> live = new HashMap<>();

  /** The servers of the URI, and those that the last one knew of. */
  private final Set<String> servers = new LinkedHashSet<>();

  /** The latest attempt to connect. */
  private CompletableFuture<NatsLink> opening;

  /** Null while down; changed on the loop. */
  private volatile @Nullable NatsLink link;

  private NatsBroker(NatsLink.Wiring wiring, NatsLink first) {
    this.wiring = wiring;
    this.options = wiring.options();
    this.features =
        new BrokerFeatures(
            Set.of(BrokerFeature.ORDERED_ACROSS_CHANNELS, BrokerFeature.PUBLISH_CONFIRMED),
            first.maxEnvelopeBytes(),
            ROOM_CHANNELS);
    this.opening = CompletableFuture.completedFuture(first);
    long interval = options.pingInterval().toMillis();
    wiring.threads().loop().scheduleAtFixedRate(this::ping, interval, interval, MILLISECONDS);
    use(first, BrokerState.UP, "connected to NATS at " + first.address());
  }

  /** Completes with a connected broker; after a failure no thread or socket is left. */
  static CompletionStage<Broker> open(NatsOptions options, BrokerListener listener) {
    var opened = new CompletableFuture<Broker>();
    NatsThreads threads = NatsThreads.start();
    var wiring = new NatsLink.Wiring(options, threads, listener, new Object());
    NatsLink.open(wiring, List.of())
        .whenComplete(
            (first, failure) -> {
              if (failure == null) {
                opened.complete(new NatsBroker(wiring, first));
              } else {
                threads.end();
                threads.ended().thenRun(() -> opened.completeExceptionally(failure));
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
    return onLoop(done -> subscribe(channel, done));
  }

  @Override
  public CompletionStage<Void> unsubscribe(Channel channel) {
    return onLoop(
        done -> {
          String subject = options.subjectOf(channel);
          live.remove(subject);
          NatsLink current = link;
          if (current != null) {
            current.unsubscribe(subject);
          }
          done.complete(null);
        });
  }

  @Override
  public CompletionStage<Position> publish(Channel channel, byte[] envelope) {
    NatsLink current = link;
    if (current == null) {
      return CompletableFuture.failedFuture(unavailable());
    }
    int most = Math.min(features.maxEnvelopeBytes(), current.maxEnvelopeBytes());
    if (envelope.length > most) {
      String message =
          "envelope of %,d bytes exceeds the broker's %,d: send less or raise NATS' max_payload";
      return CompletableFuture.failedFuture(
          new BrokerException(Kind.TOO_LARGE, message.formatted(envelope.length, most)));
    }
    return current.publish(options.subjectOf(channel), envelope);
  }

  @Override
  public CompletionStage<Void> close() {
    if (closing.compareAndSet(false, true)) {
      wiring.threads().loop().execute(this::end);
    }
    return wiring.threads().ended();
  }

  private void subscribe(Channel channel, CompletableFuture<Void> done) {
    NatsLink current = link;
    if (current == null) {
      done.completeExceptionally(unavailable());
      return;
    }
    String subject = options.subjectOf(channel);
    boolean first = live.putIfAbsent(subject, channel) == null;
    current
        .subscribe(channel)
        .whenComplete(
            (confirmed, failure) -> {
              if (failure == null) {
                done.complete(null);
              } else {
                if (first) {
                  live.remove(subject);
                }
                done.completeExceptionally(failure);
              }
            });
  }

  private void ping() {
    NatsLink current = link;
    if (current != null) {
      current.ping();
    }
  }

  private void use(NatsLink next, BrokerState state, String reason) {
    link = next;
    wiring.listener().onState(state, reason);
    next.ended().thenAccept(why -> ended(next, why));
  }

  private void ended(NatsLink gone, BrokerException reason) {
    if (closing.get()) {
      return;
    }
    link = null;
    servers.clear();
    servers.add(gone.address());
    servers.addAll(gone.servers());
    wiring.listener().onState(BrokerState.DOWN, String.valueOf(reason.getMessage()));
    connectLater(0);
  }

  private void connectLater(int attempt) {
    long longest = options.longestDelay().toMillis();
    long ceiling = Math.max(2, Math.min(longest, 50L << Math.min(attempt, 16)));
    long delay = ThreadLocalRandom.current().nextLong(ceiling / 2, ceiling);
    wiring.threads().loop().schedule(() -> connectAgain(attempt), delay, MILLISECONDS);
  }

  private void connectAgain(int attempt) {
    if (closing.get()) {
      return;
    }
    var wanted = Map.copyOf(live);
    opening = NatsLink.open(wiring, servers);
    opening
        .thenCompose(next -> next.subscribeOrEnd(wanted.values()))
        .whenComplete(
            (next, failure) -> {
              if (closing.get()) {
                return;
              }
              if (failure == null) {
                restored(next, wanted.keySet());
              } else {
                LOG.debug("NATS is still down: {}", failure.getMessage());
                connectLater(attempt + 1);
              }
            });
  }

  private void restored(NatsLink next, Set<String> confirmed) {
    confirmed.stream().filter(subject -> !live.containsKey(subject)).forEach(next::unsubscribe);
    String reason = "connected to NATS at %s again, %d channels confirmed";
    use(next, BrokerState.RESTORED, reason.formatted(next.address(), confirmed.size()));
  }

  private void end() {
    var closed = unavailable();
    link = null;
    live.clear();
    opening
        .handle((last, failure) -> last == null ? freed() : last.end(closed))
        .thenCompose(freed -> freed)
        .thenRun(wiring.threads()::end);
    synchronized (wiring.delivery()) {
      wiring.listener().onState(BrokerState.CLOSED, "closed by its owner");
    }
  }

  private static CompletableFuture<Void> freed() {
    return CompletableFuture.completedFuture(null);
  }

  /** Runs a task on the loop; if that has ended, the stage fails. */
  private CompletableFuture<Void> onLoop(Consumer<CompletableFuture<Void>> task) {
    var done = new CompletableFuture<Void>();
    try {
      wiring.threads().loop().execute(() -> task.accept(done));
    } catch (RejectedExecutionException ended) {
      done.completeExceptionally(unavailable());
    }
    return done;
  }

  private BrokerException unavailable() {
    if (closing.get()) {
      return new BrokerException(Kind.CLOSED, "this broker has been closed: open a new one");
    }
    String message = "no connection to NATS at %s now: publish again after RESTORED";
    return new BrokerException(Kind.UNAVAILABLE, message.formatted(options.address()));
  }
}
