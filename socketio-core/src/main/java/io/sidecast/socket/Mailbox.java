package io.sidecast.socket;

import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the tasks of one socket one after another, in order, on threads that may block. Any thread
 * posts. When too much waits it raises pressure, and releases it when half is done.
 */
final class Mailbox implements Executor {

  private static final Logger log = LoggerFactory.getLogger(Mailbox.class);

  /** A busy socket yields its thread after so many tasks. */
  private static final int BATCH = 64;

  private static final int HIGH_TASKS = 1_024;
  private static final int HIGH_BYTES = 1 << 20;

  private final Executor threads;
  private final Consumer<Boolean> pressure;
  private final ArrayDeque<Task> tasks = new ArrayDeque<>(2);
  private long bytes;
  private boolean running;
  private @Nullable Runnable first;
  private boolean pressed;

  private record Task(Runnable work, int bytes) {}

  /**
   * Creates an empty mailbox.
   *
   * @param threads where the tasks run
   * @param pressure is told true when too much waits, and false when it is less again
   */
  Mailbox(Executor threads, Consumer<Boolean> pressure) {
    this.threads = threads;
    this.pressure = pressure;
  }

  /** Posts a task that holds no data of the client. */
  @Override
  public void execute(Runnable work) {
    post(work, 0);
  }

  /** Posts a task that holds so many bytes of what the client sent. */
  synchronized void post(Runnable work, int size) {
    tasks.add(new Task(work, size));
    bytes += size;
    if (!pressed && (tasks.size() > HIGH_TASKS || bytes > HIGH_BYTES)) {
      pressed = true;
      pressure.accept(true);
    }
    start();
  }

  /**
   * From now on tasks wait, until {@link #release}. The one that runs now goes on.
   *
   * @param task goes before all that wait then
   */
  synchronized void hold(Runnable task) {
    first = task;
  }

  /** Ends the waiting, if there is any. */
  synchronized void release() {
    if (first != null) {
      tasks.addFirst(new Task(first, 0));
      first = null;
      start();
    }
  }

  private synchronized void start() {
    if (!running && first == null) {
      running = true;
      threads.execute(this::run);
    }
  }

  private void run() {
    for (int i = 0; i < BATCH; i++) {
      Runnable work = next();
      if (work == null) {
        return;
      }
      perform(work);
    }
    threads.execute(this::run);
  }

  private static void perform(Runnable work) {
    try {
      work.run();
    } catch (Throwable e) {
      log.error("a task of a socket has failed", e);
    }
  }

  private synchronized @Nullable Runnable next() {
    Task task = first == null ? tasks.poll() : null;
    if (task == null) {
      running = false;
      return null;
    }
    bytes -= task.bytes();
    if (pressed && tasks.size() <= HIGH_TASKS / 2 && bytes <= HIGH_BYTES / 2) {
      pressed = false;
      pressure.accept(false);
    }
    return task.work();
  }
}
