package io.sidecast.socket;

import java.util.Set;

/**
 * What the nodes of the cluster have said in time.
 *
 * @param value made from the answers that have arrived: the truth about the nodes that are not
 *     missing
 * @param missingNodes the ids of the nodes that did not answer to the end in time, or died
 *     meanwhile
 * @param <T> the type of the value
 */
public record ClusterResult<T>(T value, Set<String> missingNodes) {

  /**
   * Whether every node has answered.
   *
   * @return false if something may be missing from the value
   */
  public boolean isComplete() {
    return missingNodes.isEmpty();
  }
}
