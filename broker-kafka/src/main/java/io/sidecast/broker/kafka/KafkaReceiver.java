package io.sidecast.broker.kafka;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import io.sidecast.broker.BackOff;
import io.sidecast.broker.BrokerException;
import io.sidecast.broker.BrokerException.Kind;
import io.sidecast.broker.BrokerListener;
import io.sidecast.broker.BrokerState;
import io.sidecast.broker.Channel;
import io.sidecast.broker.connection.ConnectionSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that receives records and owns the {@link KafkaConnection}. It blocks in polls and
 * notifies the listener of messages and state changes. A failure ends the connection, never the
 * thread, which reconnects until {@link #close}. The methods that other threads call are
 * thread-safe and do not block; all other state is confined to this thread.
 */
final class KafkaReceiver extends Thread {

  private static final Logger LOG = LoggerFactory.getLogger(KafkaReceiver.class);
  private static final Duration LONGEST_POLL = Duration.ofMillis(25);
  private static final Duration SHORT_POLL = Duration.ofMillis(5);
  private static final BackOff BACK_OFF =
      new BackOff(Duration.ofMillis(50), ConnectionSettings.DEFAULT_MAX_BACK_OFF);

  private final KafkaOptions options;
  private final BrokerListener listener;
  private final CompletableFuture<KafkaTopics> connected = new CompletableFuture<>();
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final KafkaSubscriptions subscriptions = new KafkaSubscriptions();

  /** The subscriptions whose partitions have no known end offset yet. */
  private final List<Unconfirmed> unconfirmed = new ArrayList<>();

  /** The current connection, null while the state is DOWN; changed on this thread. */
  private volatile @Nullable KafkaConnection connection;

  private volatile boolean polling;
  private volatile boolean over;

  private record Unconfirmed(Channel channel, CompletableFuture<Void> done) {}

  KafkaReceiver(KafkaOptions options, BrokerListener listener) {
    super("sidecast-kafka");
    setDaemon(true);
    this.options = options;
    this.listener = listener;
  }

  /** Completes with the topics when the first connection is open; fails after all is released. */
  CompletableFuture<KafkaTopics> connected() {
    return connected;
  }

  /** Completes when the thread has ended and all resources are released. */
  CompletableFuture<Void> ended() {
    return ended;
  }

  /** Returns the current connection, empty while the state is DOWN. */
  Optional<KafkaConnection> connection() {
    return Optional.ofNullable(connection);
  }

  /** Subscribes to a channel, see {@link io.sidecast.broker.Broker#subscribe}. */
  CompletableFuture<Void> subscribe(Channel channel) {
    var done = new CompletableFuture<Void>();
    if (connection == null) {
      done.completeExceptionally(unavailable());
    } else {
      post(
          () -> {
            if (connection == null) {
              done.completeExceptionally(unavailable());
            } else {
              unconfirmed.add(new Unconfirmed(channel, done));
            }
          });
    }
    return done;
  }

  /**
   * Ends a subscription, see {@link io.sidecast.broker.Broker#unsubscribe}. The stage completes
   * even if the consumer fails, because the channel is removed before the consumer is called.
   */
  CompletableFuture<Void> unsubscribe(Channel channel) {
    var done = new CompletableFuture<Void>();
    post(
        () -> {
          try {
            if (!over) {
              remove(channel);
            }
          } finally {
            done.complete(null);
          }
        });
    return done;
  }

  /** Replaces the connection, see {@link io.sidecast.broker.Broker#reopen}. */
  void reopen(String reason) {
    post(
        () -> {
          if (connection != null) {
            throw new BrokerException(Kind.UNAVAILABLE, reason);
          }
        });
  }

  /** Starts the end of the thread. Idempotent. */
  void close() {
    if (!isClosing()) {
      closing.countDown();
      interrupt();
    }
  }

  /** Closes, unless the first connection is open. */
  void cancel() {
    if (!connected.isDone()) {
      close();
    }
  }

  BrokerException unavailable() {
    if (isClosing()) {
      return BrokerException.closed();
    }
    String message = "no connection to Kafka at %s: publish again after RESTORED";
    return new BrokerException(Kind.UNAVAILABLE, message.formatted(options.address()));
  }

  @Override
  public void run() {
    try {
      connect(BrokerState.UP);
    } catch (Throwable failure) {
      ended.complete(null);
      connected.completeExceptionally(
          isClosing() ? BrokerException.closed() : KafkaErrors.of(failure, options));
      return;
    }
    int attempts = 0;
    while (!isClosing()) {
      attempts = tryTurn() ? 0 : attempts + 1;
      pause(attempts);
    }
    end();
  }

  /** Waits before the next turn. An interrupt ends only the pause, not the thread. */
  private void pause(int attempts) {
    try {
      closing.await(delay(attempts), MILLISECONDS);
    } catch (InterruptedException closed) {
      LOG.debug("interrupted during the back-off");
    }
  }

  /** Runs one turn: receives or reconnects. Returns false if the next turn must be delayed. */
  private boolean tryTurn() {
    KafkaConnection current = connection;
    try {
      if (current == null) {
        runTasks();
        connect(BrokerState.RESTORED);
      } else {
        turn(current);
      }
      return true;
    } catch (WakeupException aTaskWaits) {
      return true;
    } catch (Throwable failure) {
      handleFailureQuietly(current, failure);
      return false;
    }
  }

  /** Handles a failure. No error ends this thread, not even one of the listener or the logger. */
  private void handleFailureQuietly(@Nullable KafkaConnection current, Throwable failure) {
    try {
      handleFailure(current, KafkaErrors.of(failure, options));
    } catch (Throwable another) {
      connection = null;
    }
  }

  private void connect(BrokerState state) throws InterruptedException {
    Admin admin = options.clients().admin();
    // The timeout does not include the time to load the client library.
    var deadline = Deadline.in(options.timeout(), closing);
    KafkaConnection next = KafkaConnection.open(options, admin, deadline);
    try {
      runTasks();
      subscriptions.moveTo(next.topics());
      subscriptions.startFrom(next.ends(subscriptions.partitions(), deadline));
      next.read(subscriptions.positions());
      while (!next.isReady()) {
        deadline.requireTime();
        receive(next, SHORT_POLL);
      }
    } catch (Throwable failure) {
      next.end(KafkaErrors.of(failure, options));
      throw failure;
    }
    connection = next;
    String reason = "connected to Kafka at %s, %d channels in force";
    try {
      listener.onState(state, reason.formatted(options.address(), subscriptions.channels()));
    } catch (Throwable failure) {
      connection = null;
      next.end(KafkaErrors.of(failure, options));
      throw failure;
    }
    connected.complete(next.topics());
  }

  private void turn(KafkaConnection current) throws InterruptedException {
    runTasks();
    confirm(current);
    polling = true;
    try {
      receive(current, tasks.isEmpty() ? LONGEST_POLL : Duration.ZERO);
    } finally {
      polling = false;
    }
    current.check();
  }

  private void receive(KafkaConnection current, Duration longest) throws InterruptedException {
    try {
      subscriptions.deliver(current.poll(longest), listener);
    } catch (OffsetOutOfRangeException trimmed) {
      Map<TopicPartition, Long> starts = current.beginnings(trimmed.partitions());
      if (starts.entrySet().stream()
          .anyMatch(start -> start.getValue() < wanted(trimmed, start.getKey()))) {
        throw trimmed;
      }
      long skipped = subscriptions.skipTo(starts);
      current.seek(starts);
      LOG.warn(
          "Kafka deleted {} records before they were read: raise the retention of the topics of {}",
          skipped,
          starts.keySet());
    }
  }

  /** Confirms all pending subscriptions with one request for end offsets. */
  private void confirm(KafkaConnection current) throws InterruptedException {
    if (unconfirmed.isEmpty()) {
      return;
    }
    List<Channel> channels = unconfirmed.stream().map(Unconfirmed::channel).toList();
    Set<TopicPartition> partitions =
        channels.stream().map(current.topics()::partitionOf).collect(Collectors.toSet());
    subscriptions.add(channels, current.ends(partitions, Deadline.in(options.timeout(), closing)));
    current.read(subscriptions.positions());
    List<Unconfirmed> confirmed = List.copyOf(unconfirmed);
    unconfirmed.clear();
    confirmed.forEach(subscription -> subscription.done.complete(null));
  }

  private void remove(Channel channel) {
    unconfirmed.removeIf(
        subscription -> subscription.channel.equals(channel) && subscription.done.complete(null));
    subscriptions.remove(channel);
    KafkaConnection current = connection;
    if (current != null) {
      current.read(subscriptions.positions());
    }
  }

  private void handleFailure(@Nullable KafkaConnection gone, BrokerException reason) {
    Thread.interrupted();
    if (gone == null) {
      LOG.debug("Kafka is still down: {}", reason.getMessage());
    } else if (!isClosing()) {
      connection = null;
      release(gone, reason);
      listener.onState(BrokerState.DOWN, String.valueOf(reason.getMessage()));
    }
  }

  private void end() {
    KafkaConnection last = connection;
    connection = null;
    if (last != null) {
      release(last, unavailable());
    }
    over = true;
    runTasks();
    Thread.interrupted();
    try {
      listener.onState(BrokerState.CLOSED, "closed by its owner");
    } finally {
      ended.complete(null);
    }
  }

  private void release(KafkaConnection gone, BrokerException reason) {
    gone.end(reason);
    unconfirmed.forEach(subscription -> subscription.done.completeExceptionally(reason));
    unconfirmed.clear();
  }

  /** Runs a task on this thread, or on the caller's after the end of this thread. */
  private void post(Runnable task) {
    tasks.add(task);
    KafkaConnection current = connection;
    if (over) {
      runTasks();
    } else if (polling && current != null) {
      current.wakeup();
    }
  }

  private void runTasks() {
    for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
      task.run();
    }
  }

  private boolean isClosing() {
    return closing.getCount() == 0;
  }

  private static long delay(int attempts) {
    return attempts == 0 ? 0 : BACK_OFF.pause(attempts - 1).toMillis();
  }

  private static long wanted(OffsetOutOfRangeException trimmed, TopicPartition partition) {
    return trimmed.offsetOutOfRangePartitions().getOrDefault(partition, 0L);
  }
}
