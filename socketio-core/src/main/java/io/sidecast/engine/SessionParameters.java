package io.sidecast.engine;

import io.sidecast.http.RequestHead;

/**
 * The parameters of a new session. Immutable.
 *
 * @param identity the id and the protocol revision
 * @param transport the transport of the session; writable, so that the handshake can be sent
 * @param loop the event loop of the transport, which is the calling thread
 * @param request the request that opens the session
 */
public record SessionParameters(
    Identity identity, Transport transport, EngineLoop loop, RequestHead request) {

  /**
   * The id and the protocol revision of a session.
   *
   * @param sid the session id, a secret of the client
   * @param protocol the protocol revision of the client: 4, or 3
   */
  public record Identity(String sid, int protocol) {}
}
