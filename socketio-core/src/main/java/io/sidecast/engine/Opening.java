package io.sidecast.engine;

/**
 * What a new session is made of.
 *
 * @param transport carries the session; writable, so that the handshake can be sent
 * @param loop the event loop of the transport, which is the calling thread's
 * @param request the request that opened it
 */
public record Opening(Transport transport, EngineLoop loop, RequestHead request) {}
