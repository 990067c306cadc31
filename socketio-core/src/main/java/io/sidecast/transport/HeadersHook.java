package io.sidecast.transport;

import io.sidecast.engine.RequestHead;
import java.util.Map;

/** Adds header fields to the engine's answers. */
@FunctionalInterface
public interface HeadersHook {

  /** Adds nothing. */
  HeadersHook NONE = (headers, request) -> {};

  /**
   * Called before a request is answered, on an event loop; does not block. What it throws is
   * logged, and its fields are left out.
   *
   * @param headers the fields to add, by name; they replace the engine's own
   * @param request the request
   */
  void onHeaders(Map<String, String> headers, RequestHead request);
}
