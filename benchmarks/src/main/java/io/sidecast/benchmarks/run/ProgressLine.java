package io.sidecast.benchmarks.run;

import java.util.List;
import java.util.Locale;

/** The line on the terminal that shows the progress. Confined to one thread. */
final class ProgressLine implements Runner.Progress {

  private static final String CLEAR = "\r\u001b[K";

  private final List<Scenario> scenarios;
  private final boolean terminal = System.getenv("SIDECAST_TERMINAL") != null;
  private final long start = System.nanoTime();

  ProgressLine(List<Scenario> scenarios) {
    this.scenarios = scenarios;
  }

  @Override
  public void step(Scenario scenario, String what) {
    String line =
        String.format(
            Locale.ROOT,
            "[%3.0f s] %d of %d, %s: %s",
            (System.nanoTime() - start) / 1e9,
            scenarios.indexOf(scenario) + 1,
            scenarios.size(),
            scenario.id(),
            what);
    System.err.print(terminal ? CLEAR + line : line + "\n");
  }

  void clear() {
    if (terminal) {
      System.err.print(CLEAR);
    }
  }
}
