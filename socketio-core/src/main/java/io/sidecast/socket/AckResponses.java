package io.sidecast.socket;

import java.util.List;
import java.util.Set;

/**
 * The acknowledgements of an audience, complete or partial. Immutable.
 *
 * @param answers the arguments of each client's acknowledgement, in no particular order
 * @param unacknowledged the number of clients that received the event and did not acknowledge it
 *     before the timeout
 * @param missingNodes the ids of the nodes that did not report before the timeout, or left the
 *     cluster before they reported
 * @since 0.1.0
 */
public record AckResponses(List<Arguments> answers, int unacknowledged, Set<String> missingNodes) {

  /**
   * Returns whether every client of the audience that is still connected has acknowledged the
   * event.
   *
   * @return false if an acknowledgement or a node is missing
   */
  public boolean isComplete() {
    return unacknowledged == 0 && missingNodes.isEmpty();
  }

  /**
   * Returns the acknowledgement of an audience of one client.
   *
   * @return the arguments of the first acknowledgement
   * @throws NoAckException if no acknowledgement was received; the message contains the cause
   */
  public Arguments single() {
    if (answers.isEmpty()) {
      throw new NoAckException(
          isComplete()
              ? "no connected client acknowledged the event"
              : "operation has timed out"
                  + (missingNodes.isEmpty() ? "" : ": no report from nodes " + missingNodes));
    }
    return answers.get(0);
  }
}
