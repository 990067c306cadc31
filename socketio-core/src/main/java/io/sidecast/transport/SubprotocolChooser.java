package io.sidecast.transport;

import io.sidecast.engine.RequestHead;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Chooses the subprotocol of a WebSocket (RFC 6455, section 1.9). */
@FunctionalInterface
public interface SubprotocolChooser {

  /** Chooses the first that the client offers, as the reference server does. */
  SubprotocolChooser FIRST = (offered, request) -> offered.get(0);

  /**
   * Called for a WebSocket that offers subprotocols, on an event loop; does not block. If it
   * throws, or chooses what is not offered, the failure is logged and the request is answered 500.
   *
   * @param offered the subprotocols in the order of the client's preference, at least one
   * @param request the request
   * @return one of them; null for none, which makes most clients give up
   */
  @Nullable String choose(List<String> offered, RequestHead request);
}
