package io.sidecast.broker.kafka;

import java.time.Duration;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.Metric;

/**
 * Detects lost connections of a consumer from the metrics of the client, which reports no such
 * event. A connection is lost if one was closed and another was opened in its place, or none is
 * left. A closed connection without a replacement was idle. Confined to the loop.
 */
final class KafkaConnectionMonitor {

  private static final long FORGIVEN_AFTER = Duration.ofSeconds(2).toNanos();

  private final Metric open;
  private final Metric closed;
  private final Metric created;
  private double knownClosed;
  private double knownCreated;
  private long closedAt;

  /** Creates a monitor of the connections that are closed from now on. */
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

  /** Returns the reason why the connection is lost, empty if it is not. */
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
        .orElseThrow(() -> new IllegalStateException("this Kafka client has no metric " + name));
  }
}
