package io.sidecast.benchmarks.run;

import static io.sidecast.benchmarks.run.Contender.BARE_CLUSTER;
import static io.sidecast.benchmarks.run.Contender.FLOOR;
import static io.sidecast.benchmarks.run.Contender.FLOOR_URING;
import static io.sidecast.benchmarks.run.Contender.NETTY_SOCKETIO;
import static io.sidecast.benchmarks.run.Contender.SIDECAST;
import static io.sidecast.benchmarks.run.Contender.SIDECAST_ON_LOOPS;
import static io.sidecast.benchmarks.run.Contender.SIDECAST_ON_VIRTUAL;
import static io.sidecast.benchmarks.run.Contender.SIDECAST_URING;
import static io.sidecast.benchmarks.run.Contender.SIDECAST_WITH_TIMERS;
import static io.sidecast.benchmarks.run.Contender.SOCKET_IO;

import io.sidecast.benchmarks.report.Figure;
import io.sidecast.benchmarks.report.Target;
import io.sidecast.benchmarks.run.LineUp.Ratio;
import io.sidecast.benchmarks.run.Servers.Topology;
import io.sidecast.examples.brokers.BrokerKind;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The scenarios that compare Sidecast with other servers and the minimal server, all over Redis,
 * which every server can use. Thread-safe.
 */
final class Plan {

  private static final BrokerKind REDIS = BrokerKind.REDIS;
  private static final int PAIRS = 50;
  private static final int BYTES = 200;

  private static final Contender[] SERVERS = {
    SIDECAST, SIDECAST_ON_LOOPS, SIDECAST_URING, SOCKET_IO, NETTY_SOCKETIO
  };

  private final LineUp servers;
  private final Size size;

  /**
   * The size of the scenarios.
   *
   * @param receivers the receivers of a fan-out
   * @param idle the numbers of idle connections, in ascending order
   * @param nodes the sizes of a cluster
   * @param sockets the clients of a node with many rooms, fewer than the files of a process
   */
  record Size(int receivers, List<Integer> idle, List<Integer> nodes, int sockets) {

    static final Size FULL = new Size(500, List.of(5_000, 15_000), List.of(2, 4, 8, 16), 19_000);
    static final Size QUICK = new Size(500, List.of(1_000), List.of(2, 3), 300);
  }

  Plan(LineUp servers, Size size) {
    this.servers = servers;
    this.size = size;
  }

  List<Scenario> scenarios() {
    List<Scenario> all = new ArrayList<>(List.of(fanOut(), fanOutFromAfar(), sid(), sidAtRate()));
    all.add(loneSid());
    all.add(echo());
    all.add(connect());
    size.idle().forEach(count -> all.add(idle(count)));
    all.add(nodes());
    return all;
  }

  private Scenario fanOut() {
    return new Scenario(
        "fan-out",
        "Room fan-out on one node: CPU per delivery, all processes",
        Figure.CPU,
        Load.closed("fan-out", size.receivers(), BYTES),
        floorAndServers(),
        all(Stream.of(cpu(SIDECAST, FLOOR, 1.15), cpu(SIDECAST_URING, FLOOR_URING, 1.15))));
  }

  private Scenario fanOutFromAfar() {
    return new Scenario(
        "fan-out-from-afar",
        "Room fan-out from another node over Redis: CPU per delivery, all processes",
        Figure.CPU,
        Load.closed("fan-out", size.receivers(), BYTES).fromAfar(),
        servers.entrants(Topology.pair(REDIS), SERVERS),
        all(Stream.of(cpu(SIDECAST, NETTY_SOCKETIO, 0.7), cpu(SIDECAST, SOCKET_IO, 0.7))));
  }

  private Scenario sid() {
    return new Scenario(
        "sid",
        "Emit to a sid of another node over Redis: CPU per message, both nodes and Redis",
        Figure.CPU,
        Load.closed("sid", PAIRS, BYTES).fromAfar(),
        all(Stream.of(bareClusterAndServers(), List.of(new RawEntrant(REDIS)))),
        all(
            Stream.of(
                cpu(SIDECAST, SOCKET_IO, 0.42),
                cpu(SIDECAST_ON_LOOPS, SOCKET_IO, 0.3),
                cpu(SIDECAST_ON_LOOPS, BARE_CLUSTER, 1.25))));
  }

  private Scenario sidAtRate() {
    return new Scenario(
        "sid-1000",
        "The same at 1,000 messages a second: latency from client to client",
        Figure.P50,
        Load.closed("sid", PAIRS, BYTES).fromAfar().atRate(1_000),
        bareClusterAndServers(),
        all(
            Stream.of(
                servers.targets(Figure.P50, new Ratio(SIDECAST_ON_LOOPS, SOCKET_IO, 0.65)),
                servers.targets(Figure.P99, new Ratio(SIDECAST_ON_LOOPS, SOCKET_IO, 1)))));
  }

  private Scenario loneSid() {
    return new Scenario(
        "sid-lone",
        "The same with one message at a time: voluntary switches, both nodes and Redis",
        Figure.SWITCHES,
        Load.closed("sid", 1, BYTES).fromAfar(),
        bareClusterAndServers(),
        all(
            Stream.of(
                servers.limits(Figure.SWITCHES, SIDECAST_ON_LOOPS, 4.2),
                servers.limits(Figure.CALLS, SIDECAST_ON_LOOPS, 8.5))));
  }

  private Scenario echo() {
    return new Scenario(
        "echo",
        "Echo with acknowledgement: CPU per round trip",
        Figure.CPU,
        Load.closed("echo", PAIRS, BYTES / 2),
        all(
            Stream.of(
                floorAndServers(),
                servers.entrants(Topology.pair(REDIS), SIDECAST_ON_VIRTUAL, SIDECAST_WITH_TIMERS))),
        all(
            Stream.of(
                cpu(SIDECAST, NETTY_SOCKETIO, 1),
                cpu(SIDECAST_ON_LOOPS, NETTY_SOCKETIO, 0.7),
                cpu(SIDECAST_ON_LOOPS, FLOOR, 1.25))));
  }

  private Scenario connect() {
    return new Scenario(
        "connect",
        "Connect and leave, in a cluster of two: CPU per cycle, all processes",
        Figure.CPU,
        Load.closed("connect", PAIRS / 2, BYTES),
        servers.entrants(Topology.pair(REDIS), SERVERS),
        all(Stream.of(cpu(SIDECAST, SOCKET_IO, 0.27), cpu(SIDECAST_ON_LOOPS, SOCKET_IO, 0.27))));
  }

  private Scenario idle(int connections) {
    return new Scenario(
        "idle-" + connections,
        "%,d idle connections: growth of RSS by each".formatted(connections),
        Figure.GROWTH,
        Load.closed("idle", connections, BYTES),
        servers
            .entrants(Topology.alone(Home.SMALL_JVM), SIDECAST, SOCKET_IO, NETTY_SOCKETIO)
            .stream()
            .<Entrant>map(Fresh::new)
            .toList(),
        List.of(Target.limit(Figure.GROWTH, SIDECAST.title(), 5)));
  }

  private Scenario nodes() {
    List<Integer> counts = size.nodes();
    String most = "Sidecast, %d nodes".formatted(counts.get(counts.size() - 1));
    return new Scenario(
        "nodes",
        "Emit to a sid in clusters of several sizes: CPU per message, all nodes and Redis",
        Figure.CPU,
        Load.closed("sid", PAIRS, BYTES).fromAfar(),
        counts.stream()
            .<Entrant>map(
                count ->
                    new Servers(
                        "Sidecast, %d nodes".formatted(count),
                        SIDECAST,
                        new Topology(count, REDIS, Home.SMALL_JVM),
                        servers.loops().get(0)))
            .toList(),
        List.of(new Target(Figure.CPU, most, "Sidecast, 2 nodes", 1.15)));
  }

  private List<Target> cpu(Contender contender, Contender reference, double factor) {
    return servers.targets(Figure.CPU, new Ratio(contender, reference, factor));
  }

  /** Returns the servers and the minimal server, which is one process without a broker. */
  private List<Entrant> floorAndServers() {
    return all(
        Stream.of(
            servers.entrants(Topology.alone(Home.SERVER_JVM), FLOOR, FLOOR_URING),
            servers.entrants(Topology.pair(REDIS), SERVERS)));
  }

  private List<Entrant> bareClusterAndServers() {
    return all(
        Stream.of(
            servers.entrants(Topology.pair(REDIS), BARE_CLUSTER),
            servers.entrants(Topology.pair(REDIS), SERVERS)));
  }

  private static <T> List<T> all(Stream<List<T>> lists) {
    return lists.flatMap(List::stream).toList();
  }
}
