package io.sidecast;

import io.sidecast.adapter.AdapterSettings;
import io.sidecast.limit.Limits;
import io.sidecast.packet.PacketCodec;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;

/**
 * The threads of one server or emitter that belong to no other package. Thread-safe.
 *
 * @param handlers the threads that run user code
 * @param timer the thread that runs short tasks at deadlines
 */
record ServerThreads(HandlerThreads handlers, ScheduledExecutorService timer) {

  /**
   * Creates the threads.
   *
   * @param virtual whether handlers run on virtual threads
   * @param maxHandlers the maximum number of threads of a pool of handlers; ignored by virtual
   *     threads
   */
  static ServerThreads create(boolean virtual, int maxHandlers) {
    var timer =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              var thread = new Thread(task, "sidecast-timer");
              thread.setDaemon(true);
              return thread;
            },
            (task, closed) -> {});
    timer.setRemoveOnCancelPolicy(true);
    timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    return new ServerThreads(
        virtual ? HandlerThreads.virtual() : HandlerThreads.pooled(maxHandlers, timer), timer);
  }

  /** The settings of the adapter, which uses these threads. */
  AdapterSettings adapterSettings(PacketCodec codec, Limits limits) {
    return new AdapterSettings(codec, timer, handlers.stages(), limits);
  }

  void end() {
    timer.shutdown();
    handlers.end();
  }
}
