package io.sidecast.micrometer;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.sidecast.ServerLoad;
import io.sidecast.ServerStats;
import io.sidecast.SocketIoServer;
import io.sidecast.limit.Limit;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/** The meters of the clients of one server. */
record ClientMeters(MeterRegistry registry, SocketIoServer server) {

  void bind() {
    gauge("connections", "Connections of clients", ServerLoad::sessions);
    gauge("sockets", "Sockets in all namespaces", ServerLoad::sockets);
    gauge("rooms", "Rooms with members on this node", ServerLoad::rooms);
    gauge("namespaces", "Namespaces with sockets or listeners", ServerLoad::namespaces);
    gauge("acks.pending", "Acknowledgements that clients owe", ServerLoad::pendingAcks);
    FunctionCounter.builder("sidecast.events.dropped", server, of -> of.stats().droppedEvents())
        .description("Events that arrived after the end of their socket")
        .register(registry);
    cut("slow", ServerStats::slowClientDisconnects);
    cut("receive_buffer", ServerStats::receiveBufferDisconnects);
    for (Limit limit : Limit.values()) {
      limit(limit);
    }
  }

  private void gauge(String name, String description, ToDoubleFunction<ServerLoad> value) {
    Gauge.builder("sidecast." + name, server, of -> value.applyAsDouble(of.load()))
        .description(description)
        .register(registry);
  }

  private void cut(String reason, ToLongFunction<ServerStats> value) {
    FunctionCounter.builder("sidecast.clients.cut", server, of -> value.applyAsLong(of.stats()))
        .tag("reason", reason)
        .description("Clients that were disconnected because too many bytes waited")
        .register(registry);
  }

  private void limit(Limit limit) {
    FunctionCounter.builder(
            "sidecast.limit.hits",
            server,
            of -> of.stats().limitHits().getOrDefault(limit, 0L).doubleValue())
        .tag("limit", limit.name().toLowerCase(Locale.ROOT))
        .description("How often a limit was reached")
        .register(registry);
  }
}
