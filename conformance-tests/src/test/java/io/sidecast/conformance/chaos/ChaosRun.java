package io.sidecast.conformance.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/**
 * Faults over one broker, one after another, in an order that a seed chooses. Confined to the test
 * thread.
 */
final class ChaosRun implements AutoCloseable {

  private static final Duration CALM = Duration.ofSeconds(1);
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final long SHORTEST_MILLIS = 1_000;

  /** The longest fault: of a broker or a link, and of a node, whose clients time out after 20 s. */
  private static final long LONGEST_MILLIS = 30_000;

  private static final long LONGEST_OF_NODE_MILLIS = 15_000;

  private final long start = System.nanoTime();
  private final String name;
  private final Random random;
  private final Duration length;
  private final ChaosBroker broker;
  private final ChaosRecords records = new ChaosRecords(new Ledger(), new Notice());
  private final ChaosCluster cluster;
  private final ChaosTraffic traffic;
  private final List<Verdict> verdicts = new ArrayList<>();

  /**
   * Starts the broker.
   *
   * @param name the name of the broker
   * @param length the duration of the run, with its start
   * @param seed the seed of the order, the places and the durations of the faults
   */
  ChaosRun(String name, Duration length, long seed) {
    this.name = name;
    this.length = length;
    this.random = new Random(seed);
    this.broker = ChaosBroker.start(name);
    this.cluster = new ChaosCluster(name, broker, records);
    this.traffic = new ChaosTraffic(cluster, records);
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
    cluster.start();
    traffic.start();
    List<ChaosFault> next = new ArrayList<>();
    do {
      if (next.isEmpty()) {
        next.addAll(
            Arrays.stream(ChaosFault.values()).filter(fault -> fault.appliesTo(broker)).toList());
        Collections.shuffle(next, random);
      }
      phase(new Strike(ChaosFault.NONE, 0, CALM));
      phase(strike(next.remove(0)));
    } while (System.nanoTime() - start < length.toNanos());
    return verdicts;
  }

  private Strike strike(ChaosFault fault) {
    long longest = fault.isOfNode() ? LONGEST_OF_NODE_MILLIS : LONGEST_MILLIS;
    long most = Math.min(length.toMillis() / 20, longest);
    long hold = SHORTEST_MILLIS + random.nextInt((int) Math.max(1, most - SHORTEST_MILLIS + 1));
    return new Strike(fault, random.nextInt(ChaosCluster.SIZE), Duration.ofMillis(hold));
  }

  private void phase(Strike strike) {
    ChaosSeat seat = cluster.seat(strike.seat());
    cluster.watches().forEach(NodeWatch::begin);
    records.notice().begin();
    strike.fault().begin(cluster, seat);
    hold(strike.hold());
    strike.fault().end(cluster, seat);
    records.ledger().faultEnded(cluster.guests());
    boolean back = isWithinPatience("the streams to be back", records.ledger()::isBack);
    if (!back) {
      System.out.println("chaos: not back: " + records.ledger().silent());
    }
    Verdict verdict = settled(strike.fault(), back);
    verdicts.add(verdict);
    System.out.println(strike + ": " + verdict.row());
  }

  /** Lets time pass. The nodes are polled meanwhile. */
  private static void hold(Duration time) {
    Awaitility.await().pollDelay(time).atMost(time.plus(PATIENCE)).until(() -> true);
  }

  /** Ends a phase with a fence in each stream, and counts what has not arrived before it. */
  private Verdict settled(ChaosFault fault, boolean back) {
    Ledger ledger = records.ledger();
    cluster.awaitCalm();
    traffic.pause();
    isWithinPatience("each message to be accepted or refused", ledger::isAnswered);
    List<Emission> fence = traffic.send();
    isWithinPatience("the fence to arrive", () -> ledger.haveArrived(fence));
    cluster.watches().forEach(NodeWatch::refresh);
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
    return cluster.watches().stream()
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

  @Override
  public void close() {
    traffic.close();
    cluster.close();
    broker.close();
  }
}
