package io.sidecast.broker.kafka;

import java.time.Duration;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.Metric;

/**
 * The receiver's thread only. Sees in the client's own counters that a connection was lost, which
 * the client keeps to itself: one was closed, and another was opened for it or none is left. A
 * connection that was closed and is not missed was an idle one.
 */
final class KafkaConnectionMonitor {

  private static final long FORGIVEN_AFTER = Duration.ofSeconds(2).toNanos();

  private final Metric open;
  private final Metric closed;
  private final Metric created;
  private double knownClosed;
  private double knownCreated;
  private long closedAt;

  /** Counts from now on. */
  KafkaConnectionMonitor(Consumer<?, ?> consumer) {
    open = metric(consumer, "connection-count");
    closed = metric(consumer, "connection-close-total");
    created = metric(consumer, "connection-creation-total");
    knownClosed = value(closed);
    knownCreated = value(created);
  }

  boolean isConnected() {
    return value(open) > 0;
  }

  /** Why the connection counts as lost, if it does. */
  Optional<String> lost() {
    if (!isConnected()) {
      return Optional.of("no connection is left");
    }
    long now = System.nanoTime();
    if (value(closed) == knownClosed) {
      closedAt = now;
      knownCreated = value(created);
    } else if (value(created) > knownCreated) {
      return Optional.of("a connection broke");
    } else if (now - closedAt > FORGIVEN_AFTER) {
      knownClosed = value(closed);
    }
    return Optional.empty();
  }

  private static double value(Metric metric) {
    return ((Number) metric.metricValue()).doubleValue();
  }

  private static Metric metric(Consumer<?, ?> consumer, String name) {
    return consumer.metrics().values().stream()
        .filter(metric -> metric.metricName().name().equals(name))
        .filter(metric -> metric.metricName().group().equals("consumer-metrics"))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("this Kafka client does not count " + name));
  }
}
