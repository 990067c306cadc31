package io.sidecast.http;

/**
 * The decision of {@link AllowRequest}. Immutable.
 *
 * @param allowed whether the request may open a session
 * @param message the error message in the response to a refused request
 * @since 0.1.0
 */
public record RequestDecision(boolean allowed, String message) {

  private static final RequestDecision ALLOWED = new RequestDecision(true, "");
  private static final RequestDecision REFUSED =
      new RequestDecision(false, HandshakeError.FORBIDDEN.message());

  /**
   * A decision that allows the request to open a session.
   *
   * @return the decision
   */
  public static RequestDecision allow() {
    return ALLOWED;
  }

  /**
   * A decision that refuses the request as "Forbidden".
   *
   * @return the decision
   */
  public static RequestDecision refuse() {
    return REFUSED;
  }

  /**
   * A decision that refuses the request.
   *
   * @param message the error message in the response
   * @return the decision
   */
  public static RequestDecision refuse(String message) {
    return new RequestDecision(false, message);
  }
}
