package io.sidecast.benchmarks.run;

import java.util.HashMap;
import java.util.Map;

/**
 * The running programs of a run. A program that several scenarios measure is started once. Confined
 * to one thread.
 */
final class Pool implements AutoCloseable {

  private final Entrant.Stage stage;
  private final Map<Entrant, Entrant.Running> running = new HashMap<>();

  Pool(Entrant.Stage stage) {
    this.stage = stage;
  }

  Entrant.Running get(Entrant entrant) {
    return running.computeIfAbsent(entrant, first -> first.start(stage));
  }

  /** Ends a program that has failed and starts it again. */
  Entrant.Running again(Entrant entrant) {
    Entrant.Running failed = running.remove(entrant);
    if (failed != null) {
      failed.close();
    }
    return get(entrant);
  }

  @Override
  public void close() {
    running.values().forEach(Entrant.Running::close);
  }
}
