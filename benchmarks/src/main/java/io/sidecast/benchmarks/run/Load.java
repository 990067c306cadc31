package io.sidecast.benchmarks.run;

import io.sidecast.benchmarks.measure.Request;

/**
 * The traffic of a scenario.
 *
 * @param work as in {@link Request}
 * @param clients as there
 * @param bytes as there
 * @param rate as there
 * @param window as there
 * @param sender the node of the senders; receivers are on the first, 0
 */
record Load(String work, int clients, int bytes, int rate, int window, int sender) {

  /** The next message follows when one has arrived. */
  static Load closed(String work, int clients, int bytes) {
    return new Load(work, clients, bytes, 0, 1, 0);
  }

  /** Senders are on the second node. */
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
   * @param warmUp seconds
   * @param seconds of the measurement
   */
  record Turn(double warmUp, double seconds) {}
}
