package io.sidecast.examples.brokers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** Any thread. Ports of 127.0.0.1 on which nobody listens now. */
public final class FreePort {

  private FreePort() {}

  /**
   * A free port.
   *
   * @return its number
   */
  public static int find() {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException("no free port on 127.0.0.1", e);
    }
  }
}
