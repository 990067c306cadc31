package io.sidecast.benchmarks.run;

import io.sidecast.benchmarks.report.Figure;
import io.sidecast.benchmarks.report.Target;
import io.sidecast.benchmarks.run.Servers.Topology;
import io.sidecast.examples.brokers.BrokerKind;
import java.util.ArrayList;
import java.util.List;

/**
 * The scenarios that compare brokers: each broker's own client, and Sidecast over the broker.
 * Thread-safe.
 */
final class BrokerPlan {

  private static final int PAIRS = 50;
  private static final int DEEP = 20;
  private static final int BYTES = 200;

  private final List<BrokerKind> brokers;
  private final Plan.Size size;

  BrokerPlan(List<BrokerKind> brokers, Plan.Size size) {
    this.brokers = brokers;
    this.size = size;
  }

  List<Scenario> scenarios() {
    List<Scenario> all = new ArrayList<>(List.of(throughput()));
    size.rates().forEach(rate -> all.add(latency(rate)));
    all.add(fanOut());
    return all;
  }

  private Scenario throughput() {
    return new Scenario(
        "brokers-throughput",
        "Each broker, emit to a sid of another node, %,d on their way: messages a second"
            .formatted(PAIRS * DEEP),
        Figure.RATE,
        Load.closed("sid", PAIRS, BYTES).fromAfar().withWindow(DEEP),
        withClients(),
        brokers.stream()
            .map(
                kind -> new Target(Figure.RATE, sidecast(kind), RawEntrant.name(kind), share(kind)))
            .toList());
  }

  private Scenario latency(int rate) {
    return new Scenario(
        "brokers-" + rate,
        "Each broker, emit to a sid of another node, %,d a second: latency".formatted(rate),
        Figure.P50,
        Load.closed("sid", PAIRS, BYTES).fromAfar().atRate(rate),
        withClients(),
        List.of());
  }

  private Scenario fanOut() {
    return new Scenario(
        "brokers-fan-out",
        "Each broker, room fan-out from another node: CPU per delivery, all processes",
        Figure.CPU,
        Load.closed("fan-out", size.receivers(), BYTES).fromAfar(),
        brokers.stream().map(BrokerPlan::servers).toList(),
        List.of());
  }

  private List<Entrant> withClients() {
    List<Entrant> entrants = new ArrayList<>();
    for (BrokerKind kind : brokers) {
      entrants.add(new RawEntrant(kind));
      entrants.add(servers(kind));
    }
    return entrants;
  }

  private static Entrant servers(BrokerKind kind) {
    return new Servers(sidecast(kind), Contender.SIDECAST, Topology.pair(kind));
  }

  private static String sidecast(BrokerKind kind) {
    return "Sidecast over " + kind.title();
  }

  /**
   * Returns the target ratio to the broker's own client. A client that waits for confirmations
   * leaves more time for other work.
   */
  private static double share(BrokerKind kind) {
    return kind == BrokerKind.REDIS || kind == BrokerKind.NATS ? 0.5 : 0.7;
  }
}
