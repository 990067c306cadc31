package io.sidecast.engine;

import java.util.Map;

/** What {@link EngineServer#admit} decided about a request. */
public sealed interface RequestVerdict {

  /**
   * The request is refused.
   *
   * @param refusal why
   * @param context what was wrong
   */
  record Refused(HandshakeError refusal, Map<String, String> context) implements RequestVerdict {}

  /**
   * The request may open a session.
   *
   * @param protocol the revision of the protocol that the client speaks: 4, or 3
   */
  record Handshake(int protocol) implements RequestVerdict {}

  /**
   * The request belongs to a session.
   *
   * @param session the session; it may close at any moment
   */
  record Existing(Session session) implements RequestVerdict {}
}
