package io.sidecast.broker.nats;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.sidecast.broker.SingleThreadLoop;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;

/**
 * Any thread. All threads of one broker: one owns its state and never waits; the others belong to
 * jnats (a reader, a writer, a dispatcher) and to calls of jnats that wait.
 *
 * @param loop the one thread, which jnats also uses for its callbacks, in order
 * @param pool the others
 */
record NatsThreads(SingleThreadLoop loop, ThreadPoolExecutor pool) {

  /** Creates the executors; their threads start when needed. */
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

  /** Ends the threads when they have done what they do now: first the pool, then the loop. */
  void end() {
    pool.shutdown();
  }

  private static Thread thread(Runnable task) {
    var thread = new Thread(task, "sidecast-nats-io");
    thread.setDaemon(true);
    return thread;
  }
}
