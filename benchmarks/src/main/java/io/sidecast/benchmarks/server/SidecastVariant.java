package io.sidecast.benchmarks.server;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.sidecast.SocketIoServerBuilder;
import io.sidecast.micrometer.SidecastMetrics;
import io.sidecast.socket.HandlerMode;

/** The variants of the Sidecast server, which differ in one setting from the first one. */
public enum SidecastVariant {
  /** Handlers on the pool, which is the default. */
  POOL,
  /** The pool, with an observer that measures the handlers of each event with Micrometer. */
  TIMERS,
  /** Handlers on virtual threads, which need Java 21. */
  VIRTUAL,
  /** Handlers on the event loops. */
  EVENT_LOOP;

  /** Sets the setting of this variant. */
  SocketIoServerBuilder apply(SocketIoServerBuilder builder) {
    return switch (this) {
      case POOL -> builder;
      case TIMERS -> {
        var registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        yield builder.eventObserver(SidecastMetrics.handlers(registry, "echo"));
      }
      case VIRTUAL -> builder.virtualThreads(true);
      case EVENT_LOOP -> builder.handlers(HandlerMode.EVENT_LOOP);
    };
  }
}
