package io.sidecast.conformance.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * Faults over one broker, one after another, in an order that a seed chooses. Confined to the test
 * thread.
 */
final class ChaosRun implements AutoCloseable {

  private static final Duration CALM = Duration.ofSeconds(1);

  /** The longest fault: of a broker or a link, and of a node, whose clients time out after 20 s. */
  private static final long LONGEST_MILLIS = 30_000;

  private static final long LONGEST_OF_NODE_MILLIS = 15_000;

  private final long start = System.nanoTime();
  private final Random random;
  private final Plan plan;
  private final ChaosBroker broker;
  private final ChaosCluster cluster;
  private final ChaosPhases phases;
  private final List<Verdict> verdicts = new ArrayList<>();

  /**
   * Starts the broker.
   *
   * @param name the name of the broker
   * @param plan the faults
   */
  ChaosRun(String name, Plan plan) {
    this.plan = plan;
    this.random = new Random(plan.seed());
    this.broker = ChaosBroker.start(name);
    var records = new ChaosRecords(new Ledger(), new Notice());
    this.cluster = ChaosCluster.of(name, broker, records);
    this.phases = new ChaosPhases(name, cluster.nodes(), records);
  }

  /**
   * The plan of a run.
   *
   * @param faults the faults that may happen
   * @param length the duration of the run, with its start
   * @param seed the seed of the order, the places and the durations of the faults
   */
  record Plan(Set<ChaosFault> faults, Duration length, long seed) {

    List<ChaosFault> of(ChaosBroker broker) {
      return faults.stream()
          .filter(fault -> fault.appliesTo(broker) && fault.shortestRun().compareTo(length) <= 0)
          .toList();
    }
  }

  /** A fault that is about to happen, its place and its duration. */
  private record Strike(ChaosFault fault, int seat, Duration hold) {

    @Override
    public String toString() {
      String place = fault.isOfNode() ? " at node " + (seat + 1) : "";
      return "chaos: %.1f s%s".formatted(hold.toMillis() / 1e3, place);
    }
  }

  /**
   * Starts the nodes and the traffic, runs the faults, and returns the measurements of each phase.
   */
  List<Verdict> run() {
    List<ChaosFault> possible = plan.of(broker);
    if (possible.isEmpty()) {
      return verdicts;
    }
    phases.start();
    List<ChaosFault> next = new ArrayList<>();
    do {
      if (next.isEmpty()) {
        next.addAll(possible);
        Collections.shuffle(next, random);
      }
      phase(new Strike(ChaosFault.NONE, 0, CALM));
      phase(strike(next.remove(0)));
    } while (System.nanoTime() - start < plan.length().toNanos());
    return verdicts;
  }

  private Strike strike(ChaosFault fault) {
    long longest = fault.isOfNode() ? LONGEST_OF_NODE_MILLIS : LONGEST_MILLIS;
    long most = Math.min(plan.length().toMillis() / 20, longest);
    long least = fault.shortest().toMillis();
    long hold = least + random.nextInt((int) Math.max(1, most - least + 1));
    return new Strike(fault, random.nextInt(ChaosNodes.SIZE), Duration.ofMillis(hold));
  }

  private void phase(Strike strike) {
    ChaosFault fault = strike.fault();
    ChaosSeat seat = cluster.nodes().seat(strike.seat());
    Verdict verdict =
        phases.run(
            new ChaosPhases.Phase(
                fault.title(),
                strike.hold(),
                () -> fault.begin(cluster, seat),
                () -> fault.end(cluster, seat)));
    verdicts.add(verdict);
    System.out.println(strike + ": " + verdict.row());
  }

  @Override
  public void close() {
    phases.close();
    cluster.close();
  }
}
