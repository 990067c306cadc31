package io.sidecast.broker.rabbitmq;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.NANOSECONDS;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Delivery;
import com.rabbitmq.client.Method;
import com.rabbitmq.client.ShutdownSignalException;
import io.netty.channel.EventLoop;
import io.sidecast.broker.BrokerException;
import io.sidecast.broker.BrokerException.Kind;
import io.sidecast.broker.Position;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Event loop only. One connection to publish and one to receive, opened together and lost together:
 * whichever goes first, or does not answer in time, ends both. A link that has ended stays ended.
 * On the event loop the client writes without waiting, and asks without waiting as long as it has
 * one question at a time.
 */
final class RabbitMqLink {

  /** Whom a link tells what happens to it. */
  interface Owner {
    /** A message has arrived. */
    void received(String key, byte[] envelope);

    /** RabbitMQ takes no messages for now. */
    void blocked(RabbitMqLink link, BrokerException reason);

    /** RabbitMQ takes messages again. */
    void unblocked(RabbitMqLink link);

    /** Both connections are lost or being closed. */
    void ended(RabbitMqLink link, BrokerException reason);
  }

  /** A channel of each connection, and the queue of this node. */
  record Wires(Channel publishing, Channel receiving, String queue) {}

  /** Where a link lives. */
  record Place(EventLoop loop, RabbitMqConnector connector, RabbitMqOptions options) {}

  private record Sent(CompletableFuture<Position> done, long deadline) {}

  private record Command(String key, boolean bind, CompletableFuture<Void> done) {}

  private final Wires wires;
  private final Place place;
  private final Owner owner;

  /** Publishes without an answer, by their numbers, which RabbitMQ counts as well. */
  private final TreeMap<Long, Sent> sent = new TreeMap<>();

  /** Bindings to make and to undo: what waits for its turn, and what waits for the answer. */
  private final ArrayDeque<Command> commands = new ArrayDeque<>();

  private final List<Command> asked = new ArrayList<>();
  private boolean watching;
  private @Nullable BrokerException blocked;
  private volatile @Nullable BrokerException end;

  /** On a thread that may wait. */
  RabbitMqLink(Wires wires, Place place, Owner owner) {
    this.wires = wires;
    this.place = place;
    this.owner = owner;
    wires.publishing.addConfirmListener(this::accepted, this::rejected);
    wires.publishing.addShutdownListener(this::lost);
    wires.receiving.addShutdownListener(this::lost);
    wires.publishing.getConnection().addBlockedListener(this::block, this::unblock);
  }

  /** Hands itself over, unless it has ended already or comes too late. */
  void begin(CompletableFuture<RabbitMqLink> opened) {
    BrokerException ended = end;
    if (ended != null) {
      opened.completeExceptionally(ended);
    } else if (!opened.complete(this)) {
      end(RabbitMqFailure.timeout(place.options, null));
    }
  }

  /** Completes when RabbitMQ has taken the message. */
  CompletableFuture<Position> publish(String key, byte[] envelope) {
    if (end != null) {
      return CompletableFuture.failedFuture(end);
    }
    var done = new CompletableFuture<Position>();
    long deadline = System.nanoTime() + place.options.timeout().toNanos();
    sent.put(wires.publishing.getNextPublishSeqNo(), new Sent(done, deadline));
    attempt(() -> wires.publishing.basicPublish(place.options.exchange(), key, null, envelope));
    watch();
    return done;
  }

  /** Completes when the binding is in force. */
  CompletableFuture<Void> bind(String key) {
    return command(new Command(key, true, new CompletableFuture<>()));
  }

  /** Completes when nothing more is routed here by this key. */
  CompletableFuture<Void> unbind(String key) {
    return command(new Command(key, false, new CompletableFuture<>()));
  }

  /** Ends the link: closes both connections and fails whatever is still open, for this reason. */
  CompletableFuture<Void> end(BrokerException reason) {
    if (end != null) {
      return CompletableFuture.completedFuture(null);
    }
    end = reason;
    var closed =
        place.connector.close(wires.publishing.getConnection(), wires.receiving.getConnection());
    settle(sent, each -> each.done.completeExceptionally(reason));
    asked.addAll(commands);
    commands.clear();
    asked.forEach(each -> each.done.completeExceptionally(reason));
    owner.ended(this, reason);
    return closed;
  }

  /** A message; the client calls this on the event loop. */
  void received(String tag, Delivery delivery) {
    if (end == null) {
      owner.received(delivery.getEnvelope().getRoutingKey(), delivery.getBody());
    }
  }

  /** Somebody has deleted the queue. */
  void cancelled() {
    String message = "RabbitMQ at %s has deleted the queue %s: who did that?";
    endSoon(
        new BrokerException(
            Kind.UNAVAILABLE, message.formatted(place.options.server(), wires.queue)));
  }

  private void accepted(long number, boolean andBefore) {
    settle(answered(number, andBefore), each -> each.done.complete(Position.NONE));
  }

  private void rejected(long number, boolean andBefore) {
    String message = "RabbitMQ at %s could not take the message: see its log";
    var reason = new BrokerException(Kind.FAILED, message.formatted(place.options.server()));
    settle(answered(number, andBefore), each -> each.done.completeExceptionally(reason));
  }

  private SortedMap<Long, Sent> answered(long number, boolean andBefore) {
    return andBefore ? sent.headMap(number, true) : sent.subMap(number, true, number, true);
  }

  private static void settle(SortedMap<Long, Sent> answered, Consumer<Sent> settle) {
    List<Sent> each = List.copyOf(answered.values());
    answered.clear();
    each.forEach(settle);
  }

  /** One timer for all publishes: it is set to the deadline of the oldest. */
  private void watch() {
    if (!watching && !sent.isEmpty()) {
      watching = true;
      long left = sent.firstEntry().getValue().deadline - System.nanoTime();
      place.loop.schedule(this::overdue, left, NANOSECONDS);
    }
  }

  private void overdue() {
    watching = false;
    while (!sent.isEmpty() && sent.firstEntry().getValue().deadline - System.nanoTime() <= 0) {
      if (blocked == null) {
        end(RabbitMqFailure.timeout(place.options, null));
      } else {
        var late =
            new BrokerException(Kind.TIMEOUT, blocked.getMessage() + " (since this publish)");
        sent.pollFirstEntry().getValue().done.completeExceptionally(late);
      }
    }
    watch();
  }

  private void block(String reason) {
    blocked = RabbitMqFailure.blocked(place.options, reason);
    owner.blocked(this, blocked);
  }

  private void unblock() {
    blocked = null;
    owner.unblocked(this);
  }

  private CompletableFuture<Void> command(Command command) {
    if (end != null) {
      return CompletableFuture.failedFuture(end);
    }
    commands.add(command);
    ask();
    return command.done;
  }

  /**
   * Sends bindings up to the last one, or up to an unbinding, whose answer confirms them all: a
   * channel's commands are executed in their order.
   */
  private void ask() {
    if (!asked.isEmpty() || commands.isEmpty()) {
      return;
    }
    Runnable late = () -> end(RabbitMqFailure.timeout(place.options, null));
    var expiry = place.loop.schedule(late, place.options.timeout().toMillis(), MILLISECONDS);
    attempt(
        () ->
            wires
                .receiving
                .asyncCompletableRpc(questions())
                .whenCompleteAsync(
                    (answer, failure) -> {
                      expiry.cancel(false);
                      if (failure == null) {
                        answered();
                      } else {
                        end(RabbitMqFailure.of(failure, place.options));
                      }
                    },
                    place.loop));
  }

  private Method questions() throws IOException {
    String exchange = place.options.exchange();
    while (true) {
      Command next = commands.remove();
      asked.add(next);
      if (!next.bind) {
        return new AMQP.Queue.Unbind.Builder()
            .queue(wires.queue)
            .exchange(exchange)
            .routingKey(next.key)
            .build();
      }
      if (commands.isEmpty()) {
        return new AMQP.Queue.Bind.Builder()
            .queue(wires.queue)
            .exchange(exchange)
            .routingKey(next.key)
            .build();
      }
      wires.receiving.queueBindNoWait(wires.queue, exchange, next.key, null);
    }
  }

  private void answered() {
    List<Command> confirmed = List.copyOf(asked);
    asked.clear();
    confirmed.forEach(each -> each.done.complete(null));
    ask();
  }

  /** Does what the client may refuse to do, which is the end of the link. */
  private void attempt(Attempt attempt) {
    try {
      attempt.run();
    } catch (IOException | RuntimeException refused) {
      end(RabbitMqFailure.of(refused, place.options));
    }
  }

  private interface Attempt {
    void run() throws IOException;
  }

  private void lost(ShutdownSignalException signal) {
    endSoon(RabbitMqFailure.of(signal, place.options));
  }

  private void endSoon(BrokerException reason) {
    place.loop.execute(() -> end(reason));
  }
}
