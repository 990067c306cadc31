package io.sidecast.micrometer;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler.FirstMatchingCompositeObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.TraceContext;
import io.micrometer.tracing.handler.DefaultTracingObservationHandler;
import io.micrometer.tracing.handler.PropagatingReceiverTracingObservationHandler;
import io.micrometer.tracing.handler.PropagatingSenderTracingObservationHandler;
import io.micrometer.tracing.otel.bridge.OtelCurrentTraceContext;
import io.micrometer.tracing.otel.bridge.OtelPropagator;
import io.micrometer.tracing.otel.bridge.OtelTracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.util.Collection;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** The registry and the tracer of one node, as an application has them. Thread-safe. */
final class TracedNode implements AutoCloseable {

  /** The spans of this node that have ended and are sampled. */
  final Queue<SpanData> spans = new ConcurrentLinkedQueue<>();

  final ObservationRegistry registry = ObservationRegistry.create();
  private final SdkTracerProvider provider;
  private final OtelTracer tracer;

  /**
   * Creates a tracer.
   *
   * @param root decides about the traces that begin on this node
   */
  TracedNode(Sampler root) {
    provider =
        SdkTracerProvider.builder()
            .setSampler(Sampler.parentBased(root))
            .addSpanProcessor(SimpleSpanProcessor.create(new Exporter()))
            .build();
    var otel = provider.get("test");
    var propagators = ContextPropagators.create(W3CTraceContextPropagator.getInstance());
    tracer = new OtelTracer(otel, new OtelCurrentTraceContext(), event -> {});
    var propagator = new OtelPropagator(propagators, otel);
    registry
        .observationConfig()
        .observationHandler(
            new FirstMatchingCompositeObservationHandler(
                new PropagatingSenderTracingObservationHandler<>(tracer, propagator),
                new PropagatingReceiverTracingObservationHandler<>(tracer, propagator),
                new DefaultTracingObservationHandler(tracer)));
  }

  /** Stores the spans. */
  private final class Exporter implements SpanExporter {

    @Override
    public CompletableResultCode export(Collection<SpanData> ended) {
      spans.addAll(ended);
      return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode flush() {
      return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode shutdown() {
      return CompletableResultCode.ofSuccess();
    }
  }

  /** Runs a task in a new span of the application, and returns the id of its trace. */
  String inSpan(Runnable task) {
    return Observation.createNotStarted("order", registry)
        .observe(
            () -> {
              task.run();
              return current().traceId();
            });
  }

  /** The position of the calling thread. */
  TraceContext current() {
    return tracer.currentTraceContext().context();
  }

  @Override
  public void close() {
    provider.close();
  }
}
