package io.sidecast.benchmarks.run;

import static io.sidecast.benchmarks.run.Contender.SIDECAST;
import static io.sidecast.benchmarks.run.Contender.SOCKET_IO;

import io.sidecast.benchmarks.report.Figure;
import io.sidecast.benchmarks.report.Target;
import io.sidecast.benchmarks.run.Servers.Topology;
import io.sidecast.examples.brokers.BrokerKind;
import java.util.List;

/**
 * The scenarios about one large node with Redis: its sockets are each in five rooms of their own.
 * Thread-safe.
 */
final class GrowthPlan {

  private static final BrokerKind REDIS = BrokerKind.REDIS;
  private static final int BYTES = 200;
  private static final double START_MILLIS = 1_000;

  private final LineUp servers;
  private final int sockets;

  GrowthPlan(LineUp servers, int sockets) {
    this.servers = servers;
    this.sockets = sockets;
  }

  List<Scenario> scenarios() {
    return List.of(memberships(), join(), largeRoom(), fetch(), start());
  }

  private Scenario memberships() {
    return new Scenario(
        "growth-memberships",
        "%,d sockets join five rooms each: growth of the heap and of RSS by each membership"
            .formatted(sockets),
        Figure.HEAP,
        Load.closed("memberships", sockets, BYTES),
        alone(Home.SMALL_JVM).stream().<Entrant>map(Fresh::new).toList(),
        List.of());
  }

  private Scenario join() {
    return scenario(
        "join", "to join a room and leave it: CPU of both, all processes", alone(Home.SERVER_JVM));
  }

  private Scenario largeRoom() {
    return scenario(
        "large-room",
        "fan-out to half of them: CPU per delivery, all processes",
        alone(Home.SERVER_JVM));
  }

  private Scenario fetch() {
    List<Entrant> pair = servers.entrants(Topology.pair(REDIS), SIDECAST, SOCKET_IO);
    Scenario local = scenario("fetch", "another node fetches all: CPU per socket", pair);
    return new Scenario(
        local.id(), local.title(), local.main(), local.load().fromAfar(), pair, List.of());
  }

  private Scenario start() {
    return new Scenario(
        "growth-start",
        "Start of one node with Redis, until it is ready",
        Figure.START,
        Load.closed("start", 0, BYTES),
        alone(Home.SERVER_JVM).stream()
            .<Entrant>map(entrant -> new Startup((Servers) entrant))
            .toList(),
        List.of(Target.limit(Figure.START, SIDECAST.title(), START_MILLIS)));
  }

  private Scenario scenario(String work, String what, List<Entrant> entrants) {
    return new Scenario(
        "growth-" + work,
        "%,d sockets in %,d rooms, %s".formatted(sockets, 5 * sockets, what),
        Figure.CPU,
        Load.closed(work, sockets, BYTES),
        entrants,
        List.of());
  }

  private List<Entrant> alone(List<String> jvm) {
    return servers.entrants(new Topology(1, REDIS, jvm), SIDECAST, SOCKET_IO);
  }
}
