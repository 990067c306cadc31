package io.sidecast.benchmarks.run;

import io.sidecast.benchmarks.measure.Result;

/** A program, or several that belong together, in one scenario. One thread. */
interface Entrant {

  String name();

  /** Starts it without waiting. */
  Running start(Stage stage);

  /** It runs, and costs nothing while it is not measured. */
  interface Running extends AutoCloseable {

    /** Waits until it can be measured, or fails. */
    void awaitReady();

    Result measure(Load load, Load.Turn turn);

    @Override
    void close();
  }

  /**
   * What all share.
   *
   * @param home what was built
   * @param brokers started when they are needed
   * @param load the load generator
   * @param profiler of the servers
   */
  record Stage(Home home, Brokers brokers, Measurer load, Profiler profiler) {}
}
