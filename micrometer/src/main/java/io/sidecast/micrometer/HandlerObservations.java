package io.sidecast.micrometer;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.ReceiverContext;
import io.sidecast.socket.EventObserver;
import io.sidecast.socket.Socket;
import org.jspecify.annotations.Nullable;

/** Makes the handlers of each event one observation. Thread-safe. */
final class HandlerObservations implements EventObserver {

  private static final String NAME = "sidecast.handler";

  private final ObservationRegistry registry;
  private final BoundedNames namespaces = new BoundedNames();

  HandlerObservations(ObservationRegistry registry) {
    this.registry = registry;
  }

  @Override
  public Handling begin(Socket socket, String event) {
    Observation observation =
        Observation.createNotStarted(NAME, () -> context(socket), registry)
            .contextualName("handle event")
            .lowCardinalityKeyValue("namespace", namespaces.of(socket.namespace().name()))
            .highCardinalityKeyValue("event", event)
            .highCardinalityKeyValue("socket", socket.id())
            .start();
    Observation.Scope scope = observation.openScope();
    return failure -> end(observation, scope, failure);
  }

  private static ReceiverContext<Socket> context(Socket socket) {
    var context =
        new ReceiverContext<Socket>(
            (carrier, key) -> carrier.handshake().header(key).orElse(null), Kind.CONSUMER);
    context.setCarrier(socket);
    return context;
  }

  private static void end(
      Observation observation, Observation.Scope scope, @Nullable Throwable failure) {
    try {
      scope.close();
    } finally {
      observation.lowCardinalityKeyValue("outcome", failure == null ? "success" : "error");
      if (failure != null) {
        observation.error(failure);
      }
      observation.stop();
    }
  }
}
