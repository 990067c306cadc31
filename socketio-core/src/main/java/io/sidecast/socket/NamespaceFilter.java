package io.sidecast.socket;

import com.fasterxml.jackson.databind.JsonNode;

/** Decides which namespaces clients may connect to. Runs on a thread where it may block. */
@FunctionalInterface
public interface NamespaceFilter {

  /**
   * Decides about one namespace, when a client first asks for it.
   *
   * @param name its name with the leading slash
   * @param auth what the client sent with its CONNECT packet, an empty object if nothing
   * @return whether it may exist
   * @throws Exception for no; the client is told that the namespace is invalid
   */
  boolean accepts(String name, JsonNode auth) throws Exception;
}
