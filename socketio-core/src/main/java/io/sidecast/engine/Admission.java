package io.sidecast.engine;

/** What {@link EngineServer#admit} decided about a request. */
public sealed interface Admission {

  /**
   * The request is refused.
   *
   * @param refusal why
   */
  record Refused(Refusal refusal) implements Admission {}

  /** The request may open a session. */
  record Handshake() implements Admission {}

  /**
   * The request belongs to a session.
   *
   * @param session the session; it may close at any moment
   */
  record Existing(Session session) implements Admission {}
}
