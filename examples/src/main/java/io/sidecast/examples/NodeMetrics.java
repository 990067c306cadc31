package io.sidecast.examples;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.sidecast.SocketIoServer;
import io.sidecast.SocketIoServerBuilder;
import io.sidecast.http.HttpResponse;
import io.sidecast.micrometer.SidecastMetrics;
import java.util.concurrent.CompletableFuture;

/** The metrics of a node at {@code /metrics}, in the text format of Prometheus. Thread-safe. */
final class NodeMetrics {

  private static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

  /** Builds a server with metrics. */
  SocketIoServer build(SocketIoServerBuilder builder) {
    builder.eventObserver(SidecastMetrics.handlers(registry));
    // A scrape formats some hundred lines, which is not the work of an event loop.
    builder.route("/metrics", request -> CompletableFuture.supplyAsync(this::scrape));
    SocketIoServer server = OptionValues.build(builder::build);
    SidecastMetrics.of(server).bindTo(registry);
    new JvmMemoryMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    return server;
  }

  private HttpResponse scrape() {
    return HttpResponse.of(200, TEXT, registry.scrape().getBytes(UTF_8));
  }
}
