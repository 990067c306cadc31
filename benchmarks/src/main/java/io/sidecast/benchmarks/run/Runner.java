package io.sidecast.benchmarks.run;

import io.sidecast.benchmarks.measure.Result;
import io.sidecast.benchmarks.report.Entry;
import io.sidecast.benchmarks.report.Table;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

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
   * The number and the length of the turns.
   *
   * @param rounds the turns of each entrant
   * @param first the first turn, which includes the warm-up
   * @param later the later turns
   * @param seed the seed of the order
   */
  record Settings(int rounds, Load.Turn first, Load.Turn later, long seed) {

    private static final int MEDIAN = 3;

    /** Returns whether the rounds are enough to judge targets. */
    boolean judges() {
      return rounds >= MEDIAN;
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
    Map<String, Turns> turns = new LinkedHashMap<>();
    // One after another: many JVMs that start at once slow each other down.
    for (Entrant entrant : scenario.entrants()) {
      progress.step(scenario, "starting " + entrant.name());
      var own = new Turns(entrant);
      turns.put(entrant.name(), own);
      own.attempt(() -> own.start(pool));
    }
    for (int round = 0; round < settings.rounds(); round++) {
      round(scenario, round, turns);
    }
    return new Table(
        scenario.id(),
        scenario.title(),
        scenario.main(),
        turns.values().stream().map(Turns::entry).toList(),
        settings.judges() ? scenario.targets() : List.of());
  }

  private void round(Scenario scenario, int round, Map<String, Turns> all) {
    List<Turns> order = new ArrayList<>(all.values());
    Collections.shuffle(order, random);
    Load.Turn turn = round == 0 ? settings.first() : settings.later();
    for (Turns turns : order) {
      progress.step(
          scenario, "round " + (round + 1) + " of " + settings.rounds() + ", " + turns.name());
      turns.attempt(() -> turns.measure(scenario.load(), turn));
    }
  }

  /** The results of one entrant so far. The first failure ends its turns. */
  private static final class Turns {

    private final Entrant entrant;
    private final List<Result> runs = new ArrayList<>();
    private Entrant.@Nullable Running running;
    private String failure = "";

    Turns(Entrant entrant) {
      this.entrant = entrant;
    }

    String name() {
      return entrant.name();
    }

    void measure(Load load, Load.Turn turn) {
      if (running != null) {
        runs.add(running.measure(load, turn));
      }
    }

    void attempt(Runnable step) {
      if (failure.isEmpty()) {
        try {
          step.run();
        } catch (RuntimeException failed) {
          failure = String.valueOf(failed.getMessage());
        }
      }
    }

    /** Starts the entrant and waits until it is ready; a second time if it is too slow. */
    void start(Pool pool) {
      running = pool.get(entrant);
      try {
        running.awaitReady();
      } catch (IllegalStateException tooSlow) {
        running = pool.again(entrant);
        running.awaitReady();
      }
    }

    Entry entry() {
      return new Entry(name(), runs, failure);
    }
  }
}
