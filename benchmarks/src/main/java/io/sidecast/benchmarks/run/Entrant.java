package io.sidecast.benchmarks.run;

import io.sidecast.benchmarks.measure.Result;

/** One program, or several that belong together, in one scenario. Confined to one thread. */
interface Entrant {

  String name();

  /** Starts the entrant without waiting. */
  Running start(Stage stage);

  /** A running entrant, which costs nothing while it is not measured. */
  interface Running extends AutoCloseable {

    /** Waits until the entrant is ready, or fails. */
    void awaitReady();

    Result measure(Load load, Load.Turn turn);

    @Override
    void close();
  }

  /**
   * The parts that all entrants share.
   *
   * @param home the build results
   * @param brokers the brokers, started when they are first used
   * @param load the load generator
   * @param profiler the profiler of the servers
   */
  record Stage(Home home, Brokers brokers, Measurer load, Profiler profiler) {}
}
