package io.sidecast.engine;

import io.sidecast.http.HandshakeError;
import java.util.Map;

/** The verdict of {@link EngineServer#verify} about a request. Immutable. */
public sealed interface RequestVerdict {

  /**
   * The request is refused.
   *
   * @param refusal the error
   * @param context the cause
   */
  record Refused(HandshakeError refusal, Map<String, String> context) implements RequestVerdict {}

  /**
   * The request may open a session.
   *
   * @param protocol the protocol revision of the client: 4, or 3
   */
  record Handshake(int protocol) implements RequestVerdict {}

  /**
   * The request belongs to a session.
   *
   * @param session the session; it may close at any moment
   */
  record Existing(Session session) implements RequestVerdict {}
}
