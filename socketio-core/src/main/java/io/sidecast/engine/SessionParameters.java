package io.sidecast.engine;

/**
 * What a new session is made of.
 *
 * @param identity what the client is told about it
 * @param transport carries the session; writable, so that the handshake can be sent
 * @param loop the event loop of the transport, which is the calling thread's
 * @param request the request that opened it
 */
public record SessionParameters(
    Identity identity, Transport transport, EngineLoop loop, RequestHead request) {

  /**
   * What the client is told about a new session.
   *
   * @param sid its id, a secret of the client
   * @param protocol the revision of the protocol that the client speaks: 4, or 3
   */
  public record Identity(String sid, int protocol) {}
}
