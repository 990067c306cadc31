package io.sidecast.engine;

/**
 * What {@link AllowRequest} decided.
 *
 * @param allowed whether the request may open a session
 * @param message what the client is told if not
 */
public record RequestDecision(boolean allowed, String message) {

  private static final RequestDecision ALLOWED = new RequestDecision(true, "");
  private static final RequestDecision REFUSED =
      new RequestDecision(false, HandshakeError.FORBIDDEN.message());

  /**
   * The request may open a session.
   *
   * @return the decision
   */
  public static RequestDecision allow() {
    return ALLOWED;
  }

  /**
   * The request is refused as "Forbidden".
   *
   * @return the decision
   */
  public static RequestDecision refuse() {
    return REFUSED;
  }

  /**
   * The request is refused.
   *
   * @param message what the client is told
   * @return the decision
   */
  public static RequestDecision refuse(String message) {
    return new RequestDecision(false, message);
  }
}
