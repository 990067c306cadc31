package io.sidecast.conformance.chaos;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/**
 * Faults of one broker under checked traffic, one after another, each with its measurements.
 * Confined to the test thread.
 */
final class ChaosPhases implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final String name;
  private final ChaosNodes nodes;
  private final ChaosRecords records;
  private final ChaosTraffic traffic;

  /**
   * A fault that is about to happen.
   *
   * @param fault its name in the table
   * @param hold the time from its begin to its end
   * @param begin starts it
   * @param end ends it, and returns when the broker or the node is back
   */
  record Phase(String fault, Duration hold, Runnable begin, Runnable end) {}

  /**
   * Creates phases without traffic.
   *
   * @param name the name of the broker
   * @param nodes the nodes, not started
   * @param records receive each message, arrival and report
   */
  ChaosPhases(String name, ChaosNodes nodes, ChaosRecords records) {
    this.name = name;
    this.nodes = nodes;
    this.records = records;
    this.traffic = new ChaosTraffic(nodes, records);
  }

  /** Starts the nodes and the traffic. */
  void start() {
    nodes.start();
    traffic.start();
  }

  /** Runs one fault and returns its measurements. */
  Verdict run(Phase phase) {
    nodes.watches().forEach(NodeWatch::begin);
    records.notice().begin();
    phase.begin.run();
    hold(phase.hold);
    phase.end.run();
    records.ledger().faultEnded(nodes.guests());
    boolean back = isWithinPatience("the streams to be back", records.ledger()::isBack);
    if (!back) {
      System.out.println("chaos: not back: " + records.ledger().silent());
    }
    return settled(phase.fault, back);
  }

  /** Lets time pass. The nodes are polled meanwhile. */
  private static void hold(Duration time) {
    Awaitility.await().pollDelay(time).atMost(time.plus(PATIENCE)).until(() -> true);
  }

  /** Ends a phase with a fence in each stream, and counts what has not arrived before it. */
  private Verdict settled(String fault, boolean back) {
    Ledger ledger = records.ledger();
    nodes.awaitCalm();
    traffic.pause();
    isWithinPatience("each message to be accepted or refused", ledger::isAnswered);
    List<Emission> fence = traffic.send();
    isWithinPatience("the fence to arrive", () -> ledger.haveArrived(fence));
    nodes.watches().forEach(NodeWatch::refresh);
    Ledger.Account account = ledger.close();
    Losses losses = Losses.of(account.missing());
    traffic.resume();
    return new Verdict(
        fault,
        name,
        records.notice().time(),
        slowestEcho(),
        losses,
        back ? Optional.of(ledger.recovery()) : Optional.empty(),
        Verdict.Counts.of(account));
  }

  private Duration slowestEcho() {
    return nodes.watches().stream()
        .map(NodeWatch::slowest)
        .max(Duration::compareTo)
        .orElse(Duration.ZERO);
  }

  /** Waits for a fact and returns whether it came. */
  private static boolean isWithinPatience(String fact, Callable<Boolean> came) {
    try {
      Awaitility.await(fact).atMost(PATIENCE).pollInterval(20, TimeUnit.MILLISECONDS).until(came);
      return true;
    } catch (ConditionTimeoutException late) {
      System.out.println("chaos: " + late.getMessage());
      return false;
    }
  }

  /** Ends the traffic. The nodes stay. */
  @Override
  public void close() {
    traffic.close();
  }
}
