package io.sidecast.broker.nats;

import static java.util.concurrent.TimeUnit.SECONDS;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import org.jspecify.annotations.Nullable;

/**
 * Any thread. All threads of one broker: one owns its state and never waits; the others belong to
 * jnats (a reader, a writer, a dispatcher) and to calls of jnats that wait.
 *
 * @param loop the one thread, which jnats also uses for its callbacks, in order
 * @param pool the others
 * @param ended completes when all of them are free
 */
record NatsThreads(
    ScheduledExecutorService loop, ThreadPoolExecutor pool, CompletableFuture<Void> ended) {

  /** Creates the executors; their threads start when needed. */
  static NatsThreads start() {
    var ended = new CompletableFuture<Void>();
    var loop =
        new ScheduledThreadPoolExecutor(1, named("sidecast-nats-loop")) {
          @Override
          protected void terminated() {
            ended.complete(null);
          }
        };
    var pool =
        new ThreadPoolExecutor(
            0, Integer.MAX_VALUE, 5, SECONDS, new SynchronousQueue<>(), named("sidecast-nats-io")) {
          @Override
          protected void terminated() {
            loop.shutdown();
          }
        };
    return new NatsThreads(loop, pool, ended);
  }

  /** Ends the threads when they have done what they do now: first the pool, then the loop. */
  void end() {
    pool.shutdown();
  }

  private static ThreadFactory named(String name) {
    return (@Nullable Runnable task) -> {
      var thread = new Thread(task, name);
      thread.setDaemon(true);
      return thread;
    };
  }
}
