package io.sidecast.socket;

import io.sidecast.json.JsonValue;

/**
 * Decides which child namespaces clients may create. Called on a handler thread, where it may
 * block.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface NamespaceFilter {

  /**
   * Decides on a namespace that does not exist, when a client requests to connect to it.
   *
   * @param name the name of the namespace with its leading slash
   * @param auth the {@code auth} of the client's CONNECT packet, an empty object if the client sent
   *     none
   * @return whether the namespace may be created. If no filter accepts it, the client receives the
   *     error {@code Invalid namespace}
   * @throws Exception to reject the namespace; the exception is logged
   */
  boolean accepts(String name, JsonValue auth) throws Exception;
}
