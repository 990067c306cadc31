package io.sidecast.benchmarks.run;

import io.sidecast.benchmarks.measure.Result;
import java.util.function.BiFunction;

/**
 * An entrant that starts again for each measurement, where one process cannot be measured twice.
 *
 * @param entrant the entrant to measure
 */
record Fresh(Entrant entrant) implements Entrant {

  @Override
  public String name() {
    return entrant.name();
  }

  @Override
  public Running start(Stage stage) {
    return eachTime(
        (load, turn) -> {
          try (Running running = entrant.start(stage)) {
            return running.measure(load, turn);
          }
        });
  }

  /** Returns an entrant that runs only while it is measured. */
  static Running eachTime(BiFunction<Load, Load.Turn, Result> measurement) {
    return new Running() {
      @Override
      public void awaitReady() {}

      @Override
      public Result measure(Load load, Load.Turn turn) {
        return measurement.apply(load, turn);
      }

      @Override
      public void close() {}
    };
  }
}
