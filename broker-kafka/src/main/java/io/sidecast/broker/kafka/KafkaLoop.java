package io.sidecast.broker.kafka;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import io.sidecast.broker.connection.SingleThreadLoop;
import java.time.Duration;
import java.util.concurrent.Delayed;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;

/**
 * The loop of one broker, which also polls the consumer, because a consumer works only while it is
 * polled. A poll waits until records arrive, the next task is due or another task is submitted.
 * Thread-safe, except {@link #poll}.
 */
final class KafkaLoop extends SingleThreadLoop {

  /** The consumer that waits in a poll, null if none does. */
  private volatile @Nullable Consumer<?, ?> polled;

  KafkaLoop() {
    super("sidecast-kafka");
  }

  @Override
  public void execute(Runnable task) {
    super.execute(task);
    Consumer<?, ?> waiting = polled;
    if (waiting != null) {
      waiting.wakeup();
    }
  }

  /** Polls a consumer. Called on the loop; returns no records if a task ended the wait. */
  ConsumerRecords<byte[], byte[]> poll(Consumer<byte[], byte[]> consumer, Duration longest) {
    polled = consumer;
    try {
      return consumer.poll(untilNextTask(longest));
    } catch (WakeupException aTaskWaits) {
      return ConsumerRecords.empty();
    } finally {
      polled = null;
    }
  }

  private Duration untilNextTask(Duration longest) {
    return getQueue().peek() instanceof Delayed next
        ? Duration.ofNanos(Math.max(0, Math.min(longest.toNanos(), next.getDelay(NANOSECONDS))))
        : longest;
  }
}
