package io.sidecast.conformance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URISyntaxException;

/** Any thread. Ports of 127.0.0.1. */
public final class Ports {

  private Ports() {}

  /**
   * A port on which nobody listens now.
   *
   * @return the port
   */
  public static int free() {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException("no free port on 127.0.0.1", e);
    }
  }

  /**
   * A URI with another address: a port of 127.0.0.1.
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
