package io.sidecast.spring.autoconfigure;

import io.sidecast.LifecycleState;
import io.sidecast.SocketIoServer;
import io.sidecast.spring.handler.HandlerRegistrar;
import java.io.UncheckedIOException;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Starts the server after all beans are created, and drains and closes it before the graceful stop
 * of Spring Boot's web servers, one of which may own its port, and before the beans that its
 * handlers use are destroyed. The stop does not block. Thread-safe.
 */
final class SidecastServerLifecycle implements SmartLifecycle {

  /** Before the graceful stop of web servers, which is in the phase 1,024 below the default. */
  static final int PHASE = SmartLifecycle.DEFAULT_PHASE - 512;

  private static final Logger log = LoggerFactory.getLogger(SidecastServerLifecycle.class);
  private static final Set<LifecycleState> RUNNING =
      Set.of(LifecycleState.STARTING, LifecycleState.STARTED, LifecycleState.CLOSING);

  private final SocketIoServer server;
  private final HandlerRegistrar handlers;
  private final Runnable start;

  SidecastServerLifecycle(SocketIoServer server, HandlerRegistrar handlers, Runnable start) {
    this.server = server;
    this.handlers = handlers;
    this.start = start;
  }

  @Override
  public void start() {
    try {
      handlers.addTo(server);
      start.run();
    } catch (IllegalStateException | UncheckedIOException problem) {
      throw new SidecastStartException(problem);
    }
  }

  @Override
  public void stop() {
    server.close();
  }

  @Override
  public void stop(Runnable callback) {
    server
        .closeAsync()
        .whenComplete(
            (done, failure) -> {
              if (failure != null) {
                log.warn("the Socket.IO server did not close", failure);
              }
              callback.run();
            });
  }

  @Override
  public boolean isRunning() {
    return RUNNING.contains(server.state());
  }

  @Override
  public int getPhase() {
    return PHASE;
  }
}
