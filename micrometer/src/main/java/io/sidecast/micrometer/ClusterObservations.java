package io.sidecast.micrometer;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.ReceiverContext;
import io.micrometer.observation.transport.SenderContext;
import io.sidecast.cluster.ClusterTracing;
import io.sidecast.cluster.TraceContext;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes each message to other nodes an observation, and each one from them that names a trace. The
 * handlers of the registry write and read the fields {@code traceparent} and {@code tracestate}; no
 * other field travels. Thread-safe.
 */
final class ClusterObservations implements ClusterTracing {

  private static final String SEND = "sidecast.cluster.send";
  private static final String RECEIVE = "sidecast.cluster.receive";
  private static final String TRACEPARENT = "traceparent";
  private static final String TRACESTATE = "tracestate";

  private final ObservationRegistry registry;

  ClusterObservations(ObservationRegistry registry) {
    this.registry = registry;
  }

  @Override
  public Sending send(Operation operation) {
    var fields = new HashMap<String, String>();
    var context = new SenderContext<Map<String, String>>(ClusterObservations::put, Kind.PRODUCER);
    context.setCarrier(fields);
    Observation observation =
        Observation.createNotStarted(SEND, () -> context, registry)
            .contextualName("send " + destination(operation));
    return new Sent(tagged(observation, operation, "send").start(), fields);
  }

  private static void put(@Nullable Map<String, String> fields, String name, String value) {
    if (fields != null) {
      fields.put(name, value);
    }
  }

  @Override
  public Handling receive(Operation operation, TraceContext trace) {
    var context = new ReceiverContext<TraceContext>(ClusterObservations::field, Kind.CONSUMER);
    context.setCarrier(trace);
    String type = operation == Operation.SERVER_SIDE_EMIT ? "process" : "receive";
    Observation observation =
        Observation.createNotStarted(RECEIVE, () -> context, registry)
            .contextualName(type + " " + destination(operation));
    tagged(observation, operation, type).start();
    Observation.Scope scope = observation.openScope();
    return failure -> {
      try {
        scope.close();
      } finally {
        end(observation, failure);
      }
    };
  }

  private static @Nullable String field(TraceContext trace, String name) {
    return switch (name) {
      case TRACEPARENT -> trace.traceparent();
      case TRACESTATE -> trace.tracestate().isEmpty() ? null : trace.tracestate();
      default -> null;
    };
  }

  private static Observation tagged(Observation observation, Operation operation, String type) {
    return observation
        .lowCardinalityKeyValue("messaging.system", "sidecast")
        .lowCardinalityKeyValue("messaging.operation.type", type)
        .lowCardinalityKeyValue("messaging.destination.template", destination(operation));
  }

  private static String destination(Operation operation) {
    return switch (operation) {
      case EMIT -> "sidecast/rooms";
      case SERVER_SIDE_EMIT -> "sidecast/servers";
      case REQUEST -> "sidecast/requests";
    };
  }

  private static void end(Observation observation, @Nullable Throwable failure) {
    observation.lowCardinalityKeyValue("outcome", failure == null ? "success" : "error");
    if (failure != null) {
      observation.error(failure);
    }
    observation.stop();
  }

  /**
   * A message on its way to the broker.
   *
   * @param observation the observation, which has started
   * @param fields the fields that the tracer has written
   */
  private record Sent(Observation observation, Map<String, String> fields) implements Sending {

    @Override
    public @Nullable TraceContext trace() {
      String parent = fields.get(TRACEPARENT);
      String state = fields.getOrDefault(TRACESTATE, "");
      return parent == null
          ? null
          : new TraceContext(parent, state.length() > TraceContext.MAX_TRACESTATE ? "" : state);
    }

    @Override
    public void end(@Nullable Throwable failure) {
      ClusterObservations.end(observation, failure);
    }
  }
}
