package io.sidecast.transport;

import io.netty.util.concurrent.FastThreadLocalThread;

/** The threads of Netty's event loops, those of an application's own server included. */
public final class EventLoopThreads {

  private EventLoopThreads() {}

  /**
   * Returns whether a thread runs an event loop.
   *
   * @param thread any thread
   * @return true for every thread that Netty has made, with the thread factories that it has by
   *     default
   */
  public static boolean include(Thread thread) {
    return thread instanceof FastThreadLocalThread;
  }
}
