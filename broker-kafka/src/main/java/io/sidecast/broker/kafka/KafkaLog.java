package io.sidecast.broker.kafka;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.sidecast.broker.BrokerException;
import io.sidecast.broker.BrokerException.Kind;
import io.sidecast.broker.Channel;
import io.sidecast.broker.Position;
import io.sidecast.broker.ReplayLog;
import io.sidecast.broker.connection.BlockingCallExecutor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
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
  private final BlockingCallExecutor thread =
      BlockingCallExecutor.limited("sidecast-kafka-log", 1, MAX_WAITING);

  private record Request(Channel channel, Position after, int limit) {}

  /** Creates a log. The supplier returns the topics of the current connection, if there is one. */
  KafkaLog(KafkaOptions options, Supplier<Optional<KafkaTopics>> topics) {
    this.options = options;
    this.topics = topics;
  }

  @Override
  public CompletionStage<Replay> readAfter(Channel channel, Position after, int limit) {
    var request = new Request(channel, after, limit);
    return thread
        .call(() -> read(request))
        .exceptionallyCompose(failure -> CompletableFuture.failedFuture(exceptionOf(failure)));
  }

  /** Completes after {@link #close}, when the thread has ended. */
  CompletionStage<Void> ended() {
    return thread.ended();
  }

  /** Closes the log; current and waiting reads fail soon. */
  void close() {
    thread.shutdownNow().forEach(Runnable::run);
  }

  private BrokerException exceptionOf(Throwable failure) {
    if (thread.isShutdown()) {
      return BrokerException.closed();
    }
    return failure instanceof RejectedExecutionException
        ? unavailable(MAX_WAITING + " reads are waiting already: try again later")
        : KafkaErrors.of(failure, options);
  }

  private Replay read(Request request) {
    KafkaTopics current =
        topics
            .get()
            .orElseThrow(() -> unavailable("no connection to Kafka: try again after RESTORED"));
    TopicPartition partition = current.partitionOf(request.channel.word('.'));
    if (thread.isShutdown()) {
      throw BrokerException.closed();
    }
    if (!request.after.epoch().equals(current.epochOf(partition))) {
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

  private static BrokerException unavailable(String why) {
    return new BrokerException(Kind.UNAVAILABLE, why);
  }
}
