package io.sidecast.benchmarks.run;

import io.sidecast.benchmarks.measure.Result;
import io.sidecast.benchmarks.report.Entry;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An entrant in a scenario, and its results so far. The first failure ends its turns. Confined to
 * one thread.
 */
final class Contestant {

  private final Entrant entrant;
  private final Turns turns;
  private final List<Result> runs = new ArrayList<>();
  private Entrant.@Nullable Running running;
  private int repeats;
  private String failure = "";

  Contestant(Entrant entrant, Turns turns) {
    this.entrant = entrant;
    this.turns = turns;
  }

  String name() {
    return entrant.name();
  }

  /** Runs a step unless an earlier one has failed. */
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

  /**
   * Measures once. A run in which the compilers were busy does not count but is repeated, up to the
   * limit for the whole scenario.
   */
  void measure(Load load) {
    Entrant.Running program = running;
    if (program == null) {
      return;
    }
    Result run = runs.isEmpty() ? first(program, load) : program.measure(load, turns.later());
    while (!run.warm() && repeats < turns.repeats()) {
      repeats++;
      run = program.measure(load, turns.repeat());
    }
    runs.add(run);
  }

  /** Measures for the first time. A load at a rate is too small to make a JVM compile the code. */
  private Result first(Entrant.Running program, Load load) {
    if (load.rate() == 0) {
      return program.measure(load, turns.first());
    }
    program.measure(load.atRate(0), turns.warmUp());
    return program.measure(load, turns.later());
  }

  Entry entry() {
    return new Entry(name(), runs, failure);
  }
}
