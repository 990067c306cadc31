package io.sidecast.broker.nats;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.sidecast.broker.connection.SingleThreadLoop;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;

/**
 * The threads of one broker. Thread-safe.
 *
 * @param loop the loop, which never blocks; jnats also calls its listeners there, in order
 * @param pool the threads of jnats (a reader, a writer, a dispatcher) and of its blocking calls
 */
record NatsThreads(SingleThreadLoop loop, ThreadPoolExecutor pool) {

  private static final int POOL_SECONDS = 2;

  /** Creates the executors, whose threads start on demand. */
  static NatsThreads start() {
    var loop = new SingleThreadLoop("sidecast-nats-loop");
    var pool =
        new ThreadPoolExecutor(
            0, Integer.MAX_VALUE, 5, SECONDS, new SynchronousQueue<>(), NatsThreads::thread) {
          @Override
          protected void terminated() {
            loop.shutdown();
          }
        };
    return new NatsThreads(loop, pool);
  }

  /**
   * Ends the threads after their current tasks: first the pool, then the loop. The loop does not
   * wait longer than {@value #POOL_SECONDS} s, because a TCP connect cannot be interrupted.
   */
  void end() {
    loop.schedule(loop::shutdown, POOL_SECONDS, SECONDS);
    pool.shutdown();
  }

  private static Thread thread(Runnable task) {
    var thread = new Thread(task, "sidecast-nats-io");
    thread.setDaemon(true);
    return thread;
  }
}
