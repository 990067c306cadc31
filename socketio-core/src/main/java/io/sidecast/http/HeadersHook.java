package io.sidecast.http;

/**
 * A hook that adds header fields to the engine's responses.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface HeadersHook {

  /** Adds nothing. */
  HeadersHook NONE = (headers, request) -> {};

  /**
   * Called on an event loop before the response to a request; must not block. If this method
   * throws, for example because a field is not allowed, the exception is logged, the client
   * receives the status 500, and no session is opened.
   *
   * @param headers the receiver of the fields. An added field replaces the engine's fields of the
   *     same name, except {@code Set-Cookie}, of which all are sent
   * @param request the request
   */
  void onHeaders(HeaderFields headers, RequestHead request);
}
