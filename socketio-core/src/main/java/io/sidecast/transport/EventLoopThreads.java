package io.sidecast.transport;

import io.netty.util.concurrent.FastThreadLocalThread;

/**
 * Recognizes the threads of Netty's event loops, including those of an application's own server.
 * Thread-safe.
 */
public final class EventLoopThreads {

  private EventLoopThreads() {}

  /**
   * Returns whether a thread runs an event loop.
   *
   * @param thread any thread
   * @return true for every thread of Netty's default thread factories
   */
  public static boolean include(Thread thread) {
    return thread instanceof FastThreadLocalThread;
  }
}
