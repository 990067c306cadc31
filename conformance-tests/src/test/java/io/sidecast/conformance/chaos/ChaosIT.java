package io.sidecast.conformance.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Runs three nodes under checked traffic over each broker, while faults occur at random. Each loss
 * is reported, local clients are served, and delivery is back soon. Confined to the test thread.
 *
 * <p>System properties: {@code chaos.minutes} for each broker (0.75), {@code chaos.brokers} (all,
 * separated by commas), {@code chaos.faults} (all, separated by commas), {@code chaos.seed}.
 */
class ChaosIT {

  private static final double MINUTES =
      Double.parseDouble(System.getProperty("chaos.minutes", "0.75"));

  private static final int MOST_MINUTES = 50;

  private static final List<String> BROKERS =
      List.of(System.getProperty("chaos.brokers", String.join(",", ChaosBroker.NAMES)).split(","));

  private final long seed =
      Long.getLong("chaos.seed", new SplittableRandom().nextLong(1_000_000_000));

  private final String faults = System.getProperty("chaos.faults", "");

  private final ChaosRun.Plan plan =
      new ChaosRun.Plan(
          faults.isEmpty() ? ChaosFault.all() : ChaosFault.chosen(faults),
          Duration.ofMillis(Math.round(MINUTES * 60_000)),
          seed);

  @Test
  @Timeout(value = MOST_MINUTES + 10, unit = TimeUnit.MINUTES)
  void everyLossIsReportedAndDeliveryIsBackSoon() {
    assertThat(ChaosBroker.NAMES).as("chaos.brokers").containsAll(BROKERS);
    assertThat(MINUTES * BROKERS.size())
        .as("minutes of all brokers together")
        .isBetween(0.0, (double) MOST_MINUTES);
    System.out.printf("chaos: %s, %s minutes each, -Dchaos.seed=%d%n", BROKERS, MINUTES, seed);
    List<Verdict> table = verdicts();
    assertThat(table).as("rows, since a fault applies to these brokers and minutes").isNotEmpty();
    System.out.println(Verdict.head());
    table.forEach(verdict -> System.out.println(verdict.row()));
    System.out.printf(
        "chaos: %,d messages sent, %d arrived twice, %d out of order, seed %d%n",
        table.stream().mapToInt(verdict -> verdict.counts().sent()).sum(),
        table.stream().mapToInt(verdict -> verdict.counts().duplicates()).sum(),
        table.stream().mapToInt(verdict -> verdict.counts().reorders()).sum(),
        seed);
    assertThat(table.stream().flatMap(verdict -> verdict.violations().stream())).isEmpty();
  }

  /** Runs one broker after another and returns one row for each fault and broker. */
  private List<Verdict> verdicts() {
    record Cell(String fault, String broker) {}
    var cells = new HashMap<Cell, Verdict>();
    for (String broker : BROKERS) {
      try (var run = new ChaosRun(broker, plan)) {
        run.run()
            .forEach(phase -> cells.merge(new Cell(phase.fault(), broker), phase, Verdict::plus));
      }
    }
    return Arrays.stream(ChaosFault.values())
        .flatMap(fault -> BROKERS.stream().map(broker -> new Cell(fault.title(), broker)))
        .filter(cells::containsKey)
        .map(cells::get)
        .toList();
  }
}
