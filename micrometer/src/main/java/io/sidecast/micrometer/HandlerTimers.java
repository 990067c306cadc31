package io.sidecast.micrometer;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.sidecast.socket.EventObserver;
import io.sidecast.socket.Socket;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** The timers of handlers, by namespace, event and outcome. Thread-safe. */
final class HandlerTimers implements EventObserver {

  private final MeterRegistry registry;
  private final Set<String> events;
  private final BoundedNames namespaces = new BoundedNames();
  private final Map<Handlers, Timers> timers = new ConcurrentHashMap<>();

  private record Handlers(String namespace, String event) {}

  private record Timers(Timer success, Timer error) {}

  HandlerTimers(MeterRegistry registry, Set<String> events) {
    this.registry = registry;
    this.events = events;
  }

  @Override
  public Handling begin(Socket socket, String event) {
    var handlers =
        new Handlers(
            namespaces.of(socket.namespace().name()),
            events.contains(event) ? event : BoundedNames.OTHER);
    Timers both = timers.computeIfAbsent(handlers, this::register);
    long start = System.nanoTime();
    return failure ->
        (failure == null ? both.success() : both.error())
            .record(System.nanoTime() - start, TimeUnit.NANOSECONDS);
  }

  private Timers register(Handlers handlers) {
    return new Timers(register(handlers, "success"), register(handlers, "error"));
  }

  private Timer register(Handlers handlers, String outcome) {
    return Timer.builder("sidecast.handler.duration")
        .tag("namespace", handlers.namespace())
        .tag("event", handlers.event())
        .tag("outcome", outcome)
        .description("Time of the middlewares and handlers of an event")
        .register(registry);
  }
}
