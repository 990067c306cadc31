package io.sidecast.benchmarks.measure;

import java.util.List;
import java.util.Map;

/**
 * One measurement.
 *
 * @param work the kind of traffic: {@code fan-out}, {@code sid}, {@code echo}, {@code connect} or
 *     {@code idle} for the load generator, {@code raw} for a broker's client
 * @param clients the receivers of a fan-out, the pairs of an emit to a sid, else the connections
 * @param ports the ports of the servers on 127.0.0.1
 * @param bytes the size of the data in a message, at least 16
 * @param pace the rate and the duration
 * @param watch the ids of the processes whose usage is measured, by name
 * @param collect commands that make the watched processes release memory before it is read
 */
public record Request(
    String work,
    int clients,
    Ports ports,
    int bytes,
    Pace pace,
    Map<String, Long> watch,
    List<List<String>> collect) {

  /**
   * The ports of two servers, which may be the same.
   *
   * @param sender the server of the senders
   * @param receiver the server of the receivers
   */
  public record Ports(int sender, int receiver) {}

  /**
   * The pace of a measurement.
   *
   * @param warmUp seconds before the measurement
   * @param seconds seconds of the measurement
   * @param rate messages per second at fixed times; 0: each message follows the arrival of another
   * @param window the number of messages of each sender in transit at a time, without a rate
   */
  public record Pace(double warmUp, double seconds, int rate, int window) {

    /**
     * Returns whether messages wait for each other.
     *
     * @return false if they are sent at fixed times
     */
    public boolean closedLoop() {
      return rate == 0;
    }
  }
}
