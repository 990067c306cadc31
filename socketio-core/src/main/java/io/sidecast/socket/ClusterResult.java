package io.sidecast.socket;

import java.util.Set;

/**
 * The combined responses of the nodes of the cluster. Immutable if the value is.
 *
 * @param value the value that results from the responses received before the timeout; correct for
 *     all nodes that are not missing
 * @param missingNodes the ids of the nodes whose response was incomplete at the timeout, or that
 *     left the cluster before they responded
 * @param <T> the type of the value
 * @since 0.1.0
 */
public record ClusterResult<T>(T value, Set<String> missingNodes) {

  /**
   * Returns whether every node has responded.
   *
   * @return false if the value may be incomplete
   */
  public boolean isComplete() {
    return missingNodes.isEmpty();
  }
}
