package io.sidecast.benchmarks.run;

import io.sidecast.benchmarks.measure.Request;

/**
 * The traffic of a scenario.
 *
 * @param work see {@link Request}
 * @param clients see {@link Request}
 * @param bytes see {@link Request}
 * @param rate see {@link Request.Pace}
 * @param window see {@link Request.Pace}
 * @param sender the index of the senders' node; receivers are on the first node, 0
 */
record Load(String work, int clients, int bytes, int rate, int window, int sender) {

  /** Creates traffic in which each message follows the arrival of another. */
  static Load closed(String work, int clients, int bytes) {
    return new Load(work, clients, bytes, 0, 1, 0);
  }

  /** Moves the senders to the second node. */
  Load fromAfar() {
    return new Load(work, clients, bytes, rate, window, 1);
  }

  Load atRate(int perSecond) {
    return new Load(work, clients, bytes, perSecond, window, sender);
  }

  Load withWindow(int messages) {
    return new Load(work, clients, bytes, rate, messages, sender);
  }

  Request.Pace pace(Turn turn) {
    return new Request.Pace(turn.warmUp(), turn.seconds(), rate, window);
  }

  /**
   * One measurement of one program.
   *
   * @param warmUp seconds before the measurement
   * @param seconds seconds of the measurement
   */
  record Turn(double warmUp, double seconds) {}
}
