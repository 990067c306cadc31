package io.sidecast.transport;

import io.sidecast.engine.RequestHead;

/** Adds header fields to the engine's answers. */
@FunctionalInterface
public interface HeadersHook {

  /** Adds nothing. */
  HeadersHook NONE = (headers, request) -> {};

  /**
   * Called before a request is answered, on an event loop; does not block. If it throws, for
   * example because a field is not allowed, the failure is logged, the request is answered 500, and
   * no session is opened.
   *
   * @param headers takes the fields; they replace the engine's own of the same name, except {@code
   *     Set-Cookie}, of which all are sent
   * @param request the request
   */
  void onHeaders(HeaderFields headers, RequestHead request);
}
