package io.sidecast.http;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A function that selects the subprotocol of a WebSocket (RFC 6455, section 1.9).
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface SubprotocolChooser {

  /** The chooser of the first subprotocol that the client offers, like the reference server. */
  SubprotocolChooser FIRST = (offered, request) -> offered.get(0);

  /**
   * Selects a subprotocol. Called on an event loop, for a client that offers subprotocols; must not
   * block. If this method throws, or returns a subprotocol that is not offered, the failure is
   * logged and the client receives the status 500.
   *
   * @param offered the subprotocols in the order of the client's preference, at least one
   * @param request the request
   * @return one of the offered subprotocols; null for none, after which most clients close the
   *     connection
   */
  @Nullable String choose(List<String> offered, RequestHead request);
}
