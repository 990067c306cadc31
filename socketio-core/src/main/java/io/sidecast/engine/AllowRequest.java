package io.sidecast.engine;

import java.util.concurrent.CompletionStage;

/** Decides which requests may open a session. */
@FunctionalInterface
public interface AllowRequest {

  /**
   * Decides about a handshake, before a session exists. Runs where user code may block; a failure,
   * or no decision within the deadline, is a no.
   *
   * @param request the request
   * @return completes with the decision
   * @throws Exception is a no
   */
  CompletionStage<RequestDecision> decide(RequestHead request) throws Exception;
}
