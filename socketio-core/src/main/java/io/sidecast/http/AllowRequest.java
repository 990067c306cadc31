package io.sidecast.http;

import java.util.concurrent.CompletionStage;

/**
 * Decides which requests may open a session.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface AllowRequest {

  /**
   * Decides about the request of a handshake, before a session exists. Runs on a thread that may
   * block. An exception, a failed stage, or no decision within the deadline refuses the request.
   *
   * @param request the request
   * @return a stage that completes with the decision
   * @throws Exception any failure, which refuses the request
   */
  CompletionStage<RequestDecision> decide(RequestHead request) throws Exception;
}
