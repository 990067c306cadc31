package io.sidecast.socket;

import java.util.List;
import java.util.Set;

/**
 * The answers of an audience, complete or not.
 *
 * @param answers the arguments of each client's acknowledgement, in no particular order
 * @param unanswered how many clients were asked and did not answer in time
 * @param missingNodes the ids of the nodes that did not report in time, or died meanwhile
 */
public record AckResponses(List<Arguments> answers, int unanswered, Set<String> missingNodes) {

  /**
   * Whether every client that was asked and is still there has answered.
   *
   * @return false if the time was up before
   */
  public boolean isComplete() {
    return unanswered == 0 && missingNodes.isEmpty();
  }

  /**
   * The answer of the one client that was asked.
   *
   * @return its arguments
   * @throws NoAckException if there is no answer, saying why
   */
  public Arguments single() {
    if (answers.isEmpty()) {
      throw new NoAckException(
          isComplete()
              ? "nobody was there to answer"
              : "operation has timed out"
                  + (missingNodes.isEmpty() ? "" : ": no report from nodes " + missingNodes));
    }
    return answers.get(0);
  }
}
