package io.sidecast.benchmarks.run;

import static io.sidecast.benchmarks.run.Contender.BARE_CLUSTER;
import static io.sidecast.benchmarks.run.Contender.SIDECAST;
import static io.sidecast.benchmarks.run.Contender.SIDECAST_ON_LOOPS;

import io.sidecast.benchmarks.report.Figure;
import io.sidecast.examples.brokers.BrokerKind;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The scenarios that compare brokers: each broker's own client, the bare cluster and Sidecast over
 * the broker. Thread-safe.
 */
final class BrokerPlan {

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
        Stream.of(SIDECAST, SIDECAST_ON_LOOPS)
            .map(mode -> new LineUp.Ratio(mode, BARE_CLUSTER, 0.85))
            .flatMap(
                ratio ->
                    brokers.stream().map(kind -> servers.targetsOver(kind, Figure.RATE, ratio)))
            .flatMap(List::stream)
            .toList());
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
