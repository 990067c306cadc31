package io.sidecast.conformance.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Three nodes over several servers of one broker, with checked traffic, of which the test ends or
 * moves servers. Confined to the test thread.
 */
public final class FailoverRun implements AutoCloseable {

  private static final Duration UNLIMITED = Duration.ofDays(1);

  private final ChaosNodes nodes;
  private final ChaosPhases phases;
  private final List<Verdict> verdicts = new ArrayList<>();

  /**
   * Starts the nodes and the traffic.
   *
   * @param name the name of the broker in the table
   * @param uris the address of the broker for each of the three nodes
   */
  public FailoverRun(String name, List<String> uris) {
    var records = new ChaosRecords(new Ledger(), new Notice());
    nodes = new ChaosNodes(name, uris, records);
    phases = new ChaosPhases(name, nodes, records);
    phases.start();
  }

  /**
   * Runs a fault and waits until every stream of messages delivers again.
   *
   * @param name its name in the table
   * @param fault the fault; the time of the recovery begins when it returns
   */
  public void fault(String name, Runnable fault) {
    Verdict verdict =
        phases.run(new ChaosPhases.Phase(name, Duration.ofMillis(1), fault, () -> {}));
    System.out.println("failover: " + verdict.row());
    verdicts.add(verdict);
  }

  /**
   * Prints the table and fails if a message was lost without a report, arrived twice or out of
   * order, if local clients were not served, or if a stream did not return.
   */
  public void verify() {
    System.out.println(Verdict.head());
    verdicts.forEach(verdict -> System.out.println(verdict.row()));
    assertThat(verdicts.stream().flatMap(verdict -> verdict.violations(UNLIMITED).stream()))
        .isEmpty();
  }

  @Override
  public void close() {
    phases.close();
    nodes.close();
  }
}
