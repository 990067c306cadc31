package io.sidecast.examples.brokers;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports of 127.0.0.1 on which no server listens now. They lie below the range of outgoing
 * connections, which could otherwise take the port while its broker restarts. Thread-safe.
 */
public final class FreePort {

  private static final int FIRST = 12_000;
  private static final int LAST = 32_000;
  private static final int MAX_ATTEMPTS = 1_000;

  private FreePort() {}

  /**
   * Returns a free port.
   *
   * @return its number
   */
  public static int find() {
    for (int tries = 0; tries < MAX_ATTEMPTS; tries++) {
      int port = ThreadLocalRandom.current().nextInt(FIRST, LAST + 1);
      if (isFree(port)) {
        return port;
      }
    }
    throw new IllegalStateException(
        "no free port on 127.0.0.1 from %d to %d".formatted(FIRST, LAST));
  }

  private static boolean isFree(int port) {
    try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (IOException taken) {
      return false;
    }
  }
}
