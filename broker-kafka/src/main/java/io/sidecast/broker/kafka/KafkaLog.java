package io.sidecast.broker.kafka;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.concurrent.TimeUnit.SECONDS;

import io.sidecast.broker.BrokerException;
import io.sidecast.broker.BrokerException.Kind;
import io.sidecast.broker.Channel;
import io.sidecast.broker.Position;
import io.sidecast.broker.ReplayLog;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * The {@link ReplayLog} of Kafka. Serves one read after another, each with its own consumer, on a
 * thread that may block and that ends when it is idle. Thread-safe.
 */
final class KafkaLog implements ReplayLog {

  private static final int MAX_WAITING = 1024;

  private final KafkaOptions options;
  private final Supplier<Optional<KafkaTopics>> topics;
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private final ThreadPoolExecutor thread;

  /** A read that waits for its result. */
  private record Request(
      Channel channel, Position after, int limit, CompletableFuture<Replay> answer) {}

  /** Creates a log. The supplier returns the topics of the current connection, if there is one. */
  KafkaLog(KafkaOptions options, Supplier<Optional<KafkaTopics>> topics) {
    this.options = options;
    this.topics = topics;
    this.thread =
        new ThreadPoolExecutor(
            1,
            1,
            1,
            SECONDS,
            new LinkedBlockingQueue<>(MAX_WAITING),
            task -> new Thread(task, "sidecast-kafka-log")) {
          @Override
          protected void terminated() {
            ended.complete(null);
          }
        };
    thread.allowCoreThreadTimeOut(true);
  }

  @Override
  public CompletionStage<Replay> readAfter(Channel channel, Position after, int limit) {
    var request = new Request(channel, after, limit, new CompletableFuture<>());
    try {
      thread.execute(() -> settle(request));
    } catch (RejectedExecutionException fullOrClosed) {
      request.answer.completeExceptionally(
          unavailable(MAX_WAITING + " reads are waiting already: try again later"));
    }
    return request.answer;
  }

  /** Completes after {@link #close}, when the thread has ended. */
  CompletableFuture<Void> ended() {
    return ended;
  }

  /** Closes the log; current and waiting reads fail soon. */
  void close() {
    thread.shutdownNow().forEach(Runnable::run);
  }

  private void settle(Request request) {
    try {
      KafkaTopics current =
          topics
              .get()
              .orElseThrow(() -> unavailable("no connection to Kafka: try again after RESTORED"));
      request.answer.complete(read(current, request));
    } catch (Throwable failure) {
      request.answer.completeExceptionally(
          thread.isShutdown() ? unavailable("") : KafkaErrors.of(failure, options));
    }
  }

  private Replay read(KafkaTopics topics, Request request) {
    TopicPartition partition = topics.partitionOf(request.channel.word('.'));
    if (thread.isShutdown()) {
      throw unavailable("");
    }
    if (!request.after.epoch().equals(topics.epochOf(partition))) {
      return new Replay(List.of(), false);
    }
    Consumer<byte[], byte[]> consumer = options.clients().consumer();
    try {
      return read(consumer, partition, request);
    } finally {
      Thread.interrupted();
      consumer.close(CloseOptions.timeout(Duration.ZERO));
    }
  }

  /** Reads up to the current end; later records arrive through the subscription. */
  private Replay read(
      Consumer<byte[], byte[]> consumer, TopicPartition partition, Request request) {
    long deadline = System.nanoTime() + options.timeout().toNanos();
    var only = Set.of(partition);
    long end = consumer.endOffsets(only, left(deadline)).getOrDefault(partition, 0L);
    long begin = consumer.beginningOffsets(only, left(deadline)).getOrDefault(partition, 0L);
    long from = request.after.offset() + 1;
    byte[] key = request.channel.name().getBytes(US_ASCII);
    var messages = new ArrayList<Message>();
    consumer.assign(only);
    consumer.seek(partition, Math.max(from, begin));
    while (consumer.position(partition) < end) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(left(deadline))) {
        if (record.value() == null || !Arrays.equals(key, record.key())) {
          continue;
        }
        if (messages.size() == request.limit) {
          return new Replay(messages, false);
        }
        var position = new Position(request.after.epoch(), record.offset());
        messages.add(new Message(position, record.value()));
      }
    }
    return new Replay(messages, from >= begin);
  }

  private static Duration left(long deadline) {
    long nanos = deadline - System.nanoTime();
    if (nanos <= 0) {
      throw new TimeoutException("the deadline has passed");
    }
    return Duration.ofNanos(nanos);
  }

  private BrokerException unavailable(String why) {
    return thread.isShutdown()
        ? BrokerException.closed()
        : new BrokerException(Kind.UNAVAILABLE, why);
  }
}
