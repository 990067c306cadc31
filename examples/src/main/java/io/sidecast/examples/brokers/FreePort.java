package io.sidecast.examples.brokers;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Ports of 127.0.0.1 on which no server listens now. They lie below the range of outgoing
 * connections, which could otherwise take the port while its broker restarts. The search begins at
 * a random port and goes on where the last one ended, so one process gets no port twice before it
 * got all others: a port that is not in use yet may already be promised. Thread-safe.
 */
public final class FreePort {

  private static final int FIRST = 12_000;
  private static final int COUNT = 20_000;
  private static final AtomicInteger NEXT =
      new AtomicInteger(ThreadLocalRandom.current().nextInt(COUNT));

  private FreePort() {}

  /**
   * Returns a free port.
   *
   * @return its number
   */
  public static int find() {
    for (int tries = 0; tries < COUNT; tries++) {
      int port = FIRST + Math.floorMod(NEXT.getAndIncrement(), COUNT);
      if (isFree(port)) {
        return port;
      }
    }
    throw new IllegalStateException(
        "no free port on 127.0.0.1 from %d to %d".formatted(FIRST, FIRST + COUNT - 1));
  }

  /**
   * Returns whether no server listens on a port.
   *
   * @param port its number
   * @return whether a server may use it
   */
  public static boolean isFree(int port) {
    try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (IOException taken) {
      return false;
    }
  }
}
