package io.sidecast.conformance;

import io.sidecast.examples.brokers.FreePort;
import java.net.URI;
import java.net.URISyntaxException;

/** Ports of 127.0.0.1. Thread-safe. */
public final class Ports {

  private Ports() {}

  /**
   * Returns a port on which no server listens now and which no outgoing connection takes.
   *
   * @return the port
   */
  public static int free() {
    return FreePort.find();
  }

  /**
   * Replaces the address of a URI by a port of 127.0.0.1.
   *
   * @param uri the URI
   * @param port the port
   * @return the URI, otherwise unchanged
   */
  static URI replaced(URI uri, int port) {
    try {
      return new URI(
          uri.getScheme(),
          uri.getUserInfo(),
          "127.0.0.1",
          port,
          uri.getPath(),
          uri.getQuery(),
          null);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("not an address: " + uri, e);
    }
  }
}
