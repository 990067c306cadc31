package io.sidecast.benchmarks.run;

import static io.sidecast.benchmarks.run.Contender.BARE_CLUSTER;
import static io.sidecast.benchmarks.run.Contender.SIDECAST;
import static io.sidecast.benchmarks.run.Contender.SIDECAST_ON_LOOPS;

import io.sidecast.benchmarks.report.Figure;
import io.sidecast.benchmarks.report.Target;
import io.sidecast.examples.brokers.BrokerKind;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The scenarios that compare brokers: each broker's own client, the bare cluster and Sidecast over
 * the broker. Thread-safe.
 */
final class BrokerPlan {

  private static final double SHARE_OF_BARE_CLUSTER = 0.85;
  private static final double SHARE_OF_CLIENT = 0.9;

  /** The brokers whose client can share the loop of a server. */
  private static final List<BrokerKind> ON_NETTY = List.of(BrokerKind.REDIS, BrokerKind.RABBITMQ);

  private static final int PAIRS = 50;
  private static final int DEEP = 20;
  private static final int BYTES = 200;

  private final List<BrokerKind> brokers;
  private final LineUp servers;
  private final Plan.Size size;

  BrokerPlan(List<BrokerKind> brokers, LineUp servers, Plan.Size size) {
    this.brokers = brokers;
    this.servers = servers;
    this.size = size;
  }

  List<Scenario> scenarios() {
    return List.of(throughput(), latency(), fanOut());
  }

  private Scenario throughput() {
    return new Scenario(
        "brokers-throughput",
        "Each broker, emit to a sid of another node, %,d on their way: messages a second"
            .formatted(PAIRS * DEEP),
        Figure.RATE,
        Load.closed("sid", PAIRS, BYTES).fromAfar().withWindow(DEEP),
        withFloors(),
        brokers.stream().flatMap(this::throughputTargets).toList());
  }

  private Stream<Target> throughputTargets(BrokerKind broker) {
    var targets = new ArrayList<Target>();
    for (Contender mode : List.of(SIDECAST, SIDECAST_ON_LOOPS)) {
      targets.addAll(
          servers.targetsOver(
              broker, Figure.RATE, new LineUp.Ratio(mode, BARE_CLUSTER, SHARE_OF_BARE_CLUSTER)));
    }
    if (ON_NETTY.contains(broker)) {
      targets.addAll(
          servers.targetsOfClient(broker, Figure.RATE, SIDECAST_ON_LOOPS, SHARE_OF_CLIENT));
    }
    return targets.stream();
  }

  private Scenario latency() {
    return new Scenario(
        "brokers-1000",
        "Each broker, emit to a sid of another node, 1,000 a second: latency",
        Figure.P50,
        Load.closed("sid", PAIRS, BYTES).fromAfar().atRate(1_000),
        withFloors(),
        List.of());
  }

  private Scenario fanOut() {
    return new Scenario(
        "brokers-fan-out",
        "Each broker, room fan-out from another node: CPU per delivery, all processes",
        Figure.CPU,
        Load.closed("fan-out", size.receivers(), BYTES).fromAfar(),
        brokers.stream().flatMap(kind -> servers.over(kind, SIDECAST).stream()).toList(),
        List.of());
  }

  private List<Entrant> withFloors() {
    List<Entrant> entrants = new ArrayList<>();
    for (BrokerKind kind : brokers) {
      entrants.add(new RawEntrant(kind));
      entrants.addAll(servers.over(kind, BARE_CLUSTER, SIDECAST, SIDECAST_ON_LOOPS));
    }
    return entrants;
  }
}
