package io.sidecast.benchmarks.measure;

import java.util.List;
import java.util.Map;

/**
 * One measurement.
 *
 * @param work what to do: {@code fan-out}, {@code sid}, {@code echo}, {@code connect} or {@code
 *     idle} for the load generator, {@code raw} for a broker's client
 * @param clients receivers of a fan-out, pairs of a sid-directed emit, else connections
 * @param ports where servers listen on 127.0.0.1
 * @param bytes of the data in a message, at least 16
 * @param pace how fast and how long
 * @param watch the processes whose use is measured, by name
 * @param collect commands that make the watched processes give back memory, before it is read
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
   * Two servers, which may be the same.
   *
   * @param sender of those who send
   * @param receiver of those who receive
   */
  public record Ports(int sender, int receiver) {}

  /**
   * The pace.
   *
   * @param warmUp seconds before the measurement
   * @param seconds of the measurement
   * @param rate messages a second at fixed times; 0: the next follows when one has arrived
   * @param window how many are on their way at a time, of each sender, if there is no rate
   */
  public record Pace(double warmUp, double seconds, int rate, int window) {

    /**
     * Whether messages wait for each other.
     *
     * @return false if they are sent at fixed times
     */
    public boolean closedLoop() {
      return rate == 0;
    }
  }
}
