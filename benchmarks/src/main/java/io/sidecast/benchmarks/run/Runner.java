package io.sidecast.benchmarks.run;

import io.sidecast.benchmarks.report.Table;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Runs a scenario. All entrants are running and take turns, so that a drift of the machine affects
 * all of them alike. The order of a round is random. Confined to one thread.
 */
final class Runner {

  private final Pool pool;
  private final Settings settings;
  private final Random random;
  private final Progress progress;

  /**
   * The turns of the scenarios.
   *
   * @param usual the turns of most scenarios
   * @param latency the turns of a scenario at a fixed rate, whose high percentiles need more time
   * @param seed the seed of the order
   */
  record Settings(Turns usual, Turns latency, long seed) {

    Turns of(Scenario scenario) {
      if (scenario.load().rate() > 0) {
        return latency;
      }
      return scenario.main().ofColdProgram() ? usual.withoutRepeats() : usual;
    }
  }

  /** Receives the progress of a scenario. */
  interface Progress {
    void step(Scenario scenario, String what);
  }

  Runner(Pool pool, Settings settings, Progress progress) {
    this.pool = pool;
    this.settings = settings;
    this.random = new Random(settings.seed());
    this.progress = progress;
  }

  Table run(Scenario scenario) {
    Turns turns = settings.of(scenario);
    Map<String, Contestant> all = new LinkedHashMap<>();
    // One after another: many JVMs that start at once slow each other down.
    for (Entrant entrant : scenario.entrants()) {
      progress.step(scenario, "starting " + entrant.name());
      var own = new Contestant(entrant, turns);
      all.put(entrant.name(), own);
      own.attempt(() -> own.start(pool));
    }
    for (int round = 0; round < turns.rounds(); round++) {
      round(scenario, round, all.values());
    }
    return new Table(
        scenario.id(),
        scenario.title(),
        scenario.main(),
        all.values().stream().map(Contestant::entry).toList(),
        turns.judge() ? scenario.targets() : List.of());
  }

  private void round(Scenario scenario, int round, Collection<Contestant> all) {
    List<Contestant> order = new ArrayList<>(all);
    Collections.shuffle(order, random);
    for (Contestant next : order) {
      progress.step(scenario, "round " + (round + 1) + ", " + next.name());
      next.attempt(() -> next.measure(scenario.load()));
    }
  }
}
