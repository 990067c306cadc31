package io.sidecast;

import io.sidecast.adapter.AdapterSettings;
import io.sidecast.packet.PacketCodec;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;

/**
 * The threads of one server that belong to no package below.
 *
 * @param handlers runs user code
 * @param timer runs short tasks at deadlines
 */
record ServerThreads(HandlerThreads handlers, ScheduledExecutorService timer) {

  /**
   * Creates them.
   *
   * @param maxHandlers the most threads of a pool of handlers, where they are not virtual
   */
  static ServerThreads create(int maxHandlers) {
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
    return new ServerThreads(HandlerThreads.create(maxHandlers, timer), timer);
  }

  /** What the adapter uses of these threads. */
  AdapterSettings adapterSettings(PacketCodec codec) {
    return new AdapterSettings(codec, timer, handlers.stages());
  }

  void end() {
    timer.shutdown();
    handlers.end();
  }
}
