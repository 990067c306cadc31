package io.sidecast.micrometer;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.sidecast.ServerLoad;
import io.sidecast.ServerStats;
import io.sidecast.SocketIoServer;
import io.sidecast.TotalTraffic;
import io.sidecast.cluster.TotalTime;
import io.sidecast.connection.DisconnectReason;
import io.sidecast.http.HandshakeError;
import io.sidecast.limit.Limit;
import io.sidecast.socket.AckOutcome;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/** The meters of the clients of one server. */
record ClientMeters(MeterRegistry registry, SocketIoServer server) {

  void bind() {
    bindClients();
    bindTraffic();
    bindAcks();
    bindRejections();
  }

  private void bindClients() {
    connections("websocket", ServerLoad::webSockets);
    connections("polling", load -> load.sessions() - load.webSockets());
    counter("connections.opened", "Connections that were opened", ServerStats::connections)
        .register(registry);
    for (DisconnectReason reason : DisconnectReason.values()) {
      counter(
              "connections.closed",
              "Connections that were closed",
              of(reason, ServerStats::disconnects))
          .tag("reason", tag(reason))
          .register(registry);
    }
    gauge("sockets", "Sockets in all namespaces", ServerLoad::sockets);
    gauge("rooms", "Rooms with members on this node", ServerLoad::rooms);
    gauge("namespaces", "Namespaces with sockets or listeners", ServerLoad::namespaces);
  }

  private void bindTraffic() {
    traffic("received", ServerStats::received);
    traffic("sent", ServerStats::sent);
    time("heartbeat.rtt", "Time from a ping to its pong", ServerStats::pongTime);
  }

  private void bindAcks() {
    gauge("acks.pending", "Acknowledgements that clients owe", ServerLoad::pendingAcks);
    for (AckOutcome outcome : AckOutcome.values()) {
      counter("acks", "Acknowledgements that clients owed", of(outcome, ServerStats::acks))
          .tag("outcome", tag(outcome))
          .register(registry);
    }
    time("ack.duration", "Time until a client acknowledges an event", ServerStats::ackTime);
  }

  private void bindRejections() {
    for (HandshakeError error : HandshakeError.values()) {
      counter(
              "requests.refused",
              "Requests refused before they reached a connection",
              of(error, ServerStats::refusedRequests))
          .tag("error", tag(error))
          .register(registry);
    }
    counter(
            "events.dropped",
            "Events that arrived after the end of their socket",
            ServerStats::droppedEvents)
        .register(registry);
    cut("slow", ServerStats::slowClientDisconnects);
    cut("receive_buffer", ServerStats::receiveBufferDisconnects);
    for (Limit limit : Limit.values()) {
      counter("limit.hits", "How often a limit was reached", of(limit, ServerStats::limitHits))
          .tag("limit", tag(limit))
          .register(registry);
    }
  }

  /** Returns the reader of the number of one key. */
  private static <K> ToLongFunction<ServerStats> of(
      K key, Function<ServerStats, Map<K, Long>> numbers) {
    return stats -> numbers.apply(stats).getOrDefault(key, 0L);
  }

  private static String tag(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  private void connections(String transport, ToDoubleFunction<ServerLoad> value) {
    Gauge.builder("sidecast.connections", server, of -> value.applyAsDouble(of.load()))
        .tag("transport", transport)
        .description("Connections of clients")
        .register(registry);
  }

  private FunctionCounter.Builder<SocketIoServer> counter(
      String name, String description, ToLongFunction<ServerStats> value) {
    return FunctionCounter.builder("sidecast." + name, server, of -> value.applyAsLong(of.stats()))
        .description(description);
  }

  private void gauge(String name, String description, ToDoubleFunction<ServerLoad> value) {
    Gauge.builder("sidecast." + name, server, of -> value.applyAsDouble(of.load()))
        .description(description)
        .register(registry);
  }

  private void traffic(String direction, Function<ServerStats, TotalTraffic> value) {
    counter(
            "messages",
            "Messages between this node and its clients",
            stats -> value.apply(stats).messages())
        .tag("direction", direction)
        .register(registry);
    counter(
            "bytes",
            "Bytes of WebSocket frames and polling bodies",
            stats -> value.apply(stats).bytes())
        .baseUnit("bytes")
        .tag("direction", direction)
        .register(registry);
  }

  private void time(String name, String description, Function<ServerStats, TotalTime> value) {
    FunctionTimer.builder(
            "sidecast." + name,
            server,
            of -> value.apply(of.stats()).count(),
            of -> value.apply(of.stats()).nanos(),
            TimeUnit.NANOSECONDS)
        .description(description)
        .register(registry);
  }

  private void cut(String reason, ToLongFunction<ServerStats> value) {
    counter("clients.cut", "Clients that were disconnected because too many bytes waited", value)
        .tag("reason", reason)
        .register(registry);
  }
}
