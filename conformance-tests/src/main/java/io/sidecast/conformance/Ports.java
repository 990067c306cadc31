package io.sidecast.conformance;

import io.sidecast.examples.brokers.FreePort;
import java.net.URI;
import java.net.URISyntaxException;

/**
 * Ports of 127.0.0.1 for message brokers and servers of a suite.
 *
 * <p>The ports are those from 12,000 to 31,999. This range is below the ephemeral ports of Linux
 * (from 32,768), macOS and Windows (from 49,152), so no outgoing connection takes a port while its
 * broker restarts. The search begins at a random port, and no port is returned twice before all
 * others were. A port is probed and not reserved: its server gets it, unless another program takes
 * the same one in between. Thread-safe.
 */
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
