package io.sidecast.examples.hub;

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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The doors may be called on any thread; all state is on the broker's own thread, which also calls
 * the listener and never waits.
 */
final class HubBroker implements Broker {

  private static final int ROOM_CHANNELS = 256;
  private static final int SHORTEST_PAUSE_MILLIS = 50;
  private static final int LONGEST_PAUSE_MILLIS = 250;

  private final HubOptions options;
  private final BrokerListener listener;
  private final ScheduledThreadPoolExecutor thread;
  private final long tickMillis;
  private final CompletableFuture<Broker> opened = new CompletableFuture<>();
  private final CompletableFuture<Void> closed = new CompletableFuture<>();

  /** By name in the hub: what the owner has subscribed and not unsubscribed. */
  private final Map<String, Channel> live = new HashMap<>();

  /** By number: what the hub has not answered, the oldest first. */
  private final Map<Long, Request> unanswered = new LinkedHashMap<>();

  private long lastNumber;
  private boolean up;
  private boolean closing;

  /** Null while there is a pause between two attempts. */
  private @Nullable HubLink link;

  private record Request(CompletableFuture<Void> done, long deadline) {}

  private HubBroker(HubOptions options, BrokerListener listener) {
    this.options = options;
    this.listener = listener;
    this.tickMillis = Math.max(1, options.timeout().toMillis() / 10);
    this.thread =
        new ScheduledThreadPoolExecutor(1, task -> new Thread(task, "hub-broker")) {
          @Override
          protected void terminated() {
            closed.complete(null);
          }
        };
    thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  /** Completes with a connected broker; after a failure no thread or socket is left. */
  static CompletionStage<Broker> open(HubOptions options, BrokerListener listener) {
    var broker = new HubBroker(options, listener);
    broker.thread.execute(broker::connect);
    broker.thread.scheduleAtFixedRate(
        broker::tick, broker.tickMillis, broker.tickMillis, MILLISECONDS);
    return broker.opened;
  }

  @Override
  public BrokerFeatures features() {
    var flags = Set.of(BrokerFeature.ORDERED_ACROSS_CHANNELS, BrokerFeature.PUBLISH_CONFIRMED);
    return new BrokerFeatures(flags, options.maxEnvelopeBytes(), ROOM_CHANNELS);
  }

  @Override
  public CompletionStage<Void> subscribe(Channel channel) {
    String name = options.nameOf(channel);
    return onThread(
        () -> ask(Frame.Kind.SUBSCRIBE, name, null).thenRun(() -> live.put(name, channel)));
  }

  @Override
  public CompletionStage<Void> unsubscribe(Channel channel) {
    String name = options.nameOf(channel);
    return onThread(
        () -> {
          live.remove(name);
          return ask(Frame.Kind.UNSUBSCRIBE, name, null)
              .exceptionally(down -> null)
              .thenRun(() -> live.remove(name));
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
    String name = options.nameOf(channel);
    return onThread(() -> ask(Frame.Kind.PUBLISH, name, envelope)).thenApply(done -> Position.NONE);
  }

  @Override
  public CompletionStage<Void> close() {
    onThread(
        () -> {
          if (!closing) {
            end(new BrokerException(Kind.CLOSED, "this broker has been closed: open a new one"));
            listener.onState(BrokerState.CLOSED, "closed by its owner");
          }
          return closed;
        });
    return closed;
  }

  /** The hub answers in order: when it has answered the ping, all subscriptions are in force. */
  private void connect() {
    if (closing) {
      return;
    }
    var next = new HubLink(options, thread, this::received);
    link = next;
    next.ended().thenAccept(reason -> onThread(() -> ended(next, reason)));
    next.start();
    live.keySet().forEach(name -> send(next, Frame.of(Frame.Kind.SUBSCRIBE, number(), name)));
    send(next, Frame.of(Frame.Kind.PING, number(), "")).thenRun(this::connected);
  }

  private void connected() {
    up = true;
    if (opened.isDone()) {
      listener.onState(BrokerState.RESTORED, "connected to " + options.address() + " again");
    } else {
      listener.onState(BrokerState.UP, "connected to " + options.address());
      opened.complete(this);
    }
  }

  private void received(Frame frame) {
    if (frame.kind() == Frame.Kind.DONE) {
      Request request = unanswered.remove(frame.number());
      if (request != null) {
        request.done.complete(null);
      }
      return;
    }
    Channel channel = live.get(frame.channel());
    if (channel != null && up) {
      listener.onMessage(channel, frame.body(), Position.NONE);
    }
  }

  /** Asks an idle hub for a sign of life, and gives up a link on which an answer is overdue. */
  private void tick() {
    HubLink current = link;
    if (current == null || closing) {
      return;
    }
    if (unanswered.isEmpty()) {
      send(current, Frame.of(Frame.Kind.PING, number(), ""));
    } else if (unanswered.values().iterator().next().deadline - System.nanoTime() < 0) {
      String message = " did not answer within %d ms: is it frozen, overloaded or cut off?";
      lost(Kind.TIMEOUT, message.formatted(options.timeout().toMillis()));
    }
  }

  private CompletableFuture<Void> ended(HubLink gone, String reason) {
    if (gone == link && !closing) {
      lost(Kind.UNAVAILABLE, " cannot be reached (" + reason + "): is it running there?");
    }
    return CompletableFuture.completedFuture(null);
  }

  private void lost(Kind kind, String what) {
    var failure = new BrokerException(kind, options.address() + what);
    if (!opened.isDone()) {
      closed.thenRun(() -> opened.completeExceptionally(failure));
      end(failure);
      return;
    }
    boolean wasUp = up;
    cut(failure);
    if (wasUp) {
      listener.onState(BrokerState.DOWN, options.address() + what);
    }
    int pause = ThreadLocalRandom.current().nextInt(SHORTEST_PAUSE_MILLIS, LONGEST_PAUSE_MILLIS);
    thread.schedule(this::connect, pause, MILLISECONDS);
  }

  /** For good; the thread goes when those of the link have gone. */
  private void end(BrokerException reason) {
    closing = true;
    HubLink last = link;
    cut(reason);
    if (last == null) {
      thread.shutdown();
    } else {
      last.ended().thenRun(thread::shutdown);
    }
  }

  private void cut(BrokerException reason) {
    up = false;
    if (link != null) {
      link.close();
      link = null;
    }
    var failed = List.copyOf(unanswered.values());
    unanswered.clear();
    failed.forEach(request -> request.done.completeExceptionally(reason));
  }

  private CompletableFuture<Void> ask(Frame.Kind kind, String channel, byte @Nullable [] body) {
    HubLink current = link;
    if (!up || current == null) {
      return CompletableFuture.failedFuture(unavailable());
    }
    return send(
        current,
        body == null
            ? Frame.of(kind, number(), channel)
            : new Frame(kind, number(), channel, body));
  }

  private CompletableFuture<Void> send(HubLink to, Frame frame) {
    var done = new CompletableFuture<Void>();
    if (to.send(frame)) {
      long patience = MILLISECONDS.toNanos(options.timeout().toMillis() - tickMillis);
      unanswered.put(frame.number(), new Request(done, System.nanoTime() + patience));
    } else {
      String message = options.address() + " takes messages too slowly: publish less";
      done.completeExceptionally(new BrokerException(Kind.FAILED, message));
    }
    return done;
  }

  private long number() {
    return ++lastNumber;
  }

  private <T> CompletableFuture<T> onThread(Supplier<CompletableFuture<T>> task) {
    var done = new CompletableFuture<T>();
    try {
      thread.execute(
          () ->
              task.get()
                  .whenComplete(
                      (result, failure) -> {
                        if (failure == null) {
                          done.complete(result);
                        } else {
                          done.completeExceptionally(failure);
                        }
                      }));
    } catch (RejectedExecutionException ended) {
      done.completeExceptionally(unavailable());
    }
    return done;
  }

  private BrokerException unavailable() {
    return thread.isShutdown() || closing
        ? new BrokerException(Kind.CLOSED, "this broker has been closed: open a new one")
        : new BrokerException(
            Kind.UNAVAILABLE,
            "no connection to " + options.address() + " now: publish again after RESTORED");
  }
}
