package io.sidecast.socket;

import io.sidecast.limit.Limit;
import io.sidecast.limit.Limits;
import io.sidecast.packet.PacketCodec;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;

/**
 * The settings and the services of the sockets of a server.
 *
 * <p>Sidecast itself uses this type. It is public because packages cannot share it otherwise, and
 * it may change in every release. Immutable.
 *
 * @param values the conversion of arguments to values of the user's types
 * @param codec the codec of packets
 * @param handlers the executor of user code, which may block
 * @param modes the threads of the handlers of sockets
 * @param loops watches the handlers that run on event loops; null if all run on {@code handlers}
 * @param stages the factory of stages for users
 * @param timer the scheduler of short tasks at deadlines
 * @param timeouts the timeouts
 * @param errors the receiver of exceptions that user code throws
 * @param ackOnError the acknowledgement of an event whose handler failed; null for none
 * @param cleanupEmptyNamespaces whether a child namespace is removed when its last socket leaves
 * @param maxWaitingBytes the maximum number of bytes of events of one connection that wait for
 *     handlers while the client owes an acknowledgement; a client that exceeds it is disconnected
 * @param limits the limits of what clients hold
 * @param observer observes the events while their handlers run; null for none
 * @param middlewares the middlewares of all namespaces, which run before their own
 * @since 0.1.0
 */
public record SocketSettings(
    Values values,
    PacketCodec codec,
    Executor handlers,
    HandlerModes modes,
    @Nullable LoopWatchdog loops,
    HandlerStages stages,
    ScheduledExecutorService timer,
    Timeouts timeouts,
    ErrorHandler errors,
    @Nullable List<@Nullable Object> ackOnError,
    boolean cleanupEmptyNamespaces,
    long maxWaitingBytes,
    Limits limits,
    @Nullable EventObserver observer,
    List<Middleware> middlewares) {

  /** The default of {@code maxWaitingBytes}: 16 MiB. */
  public static final long DEFAULT_MAX_WAITING_BYTES = 16L * 1024 * 1024;

  /** The maximum number of values in the data of a packet of a client. */
  int maxNodes() {
    return (int) Math.min(limits.of(Limit.JSON_NODES), Integer.MAX_VALUE);
  }

  /**
   * The timeouts of a server. Immutable.
   *
   * @param connect the time in which a client must connect to a namespace, and in which an
   *     asynchronous middleware must decide; after it, the connection is closed or the socket
   *     refused
   * @param ack the default timeout for acknowledgements
   */
  public record Timeouts(Duration connect, Duration ack) {

    /** The defaults: 45 seconds to connect, 10 seconds to acknowledge. */
    public static final Timeouts DEFAULT =
        new Timeouts(Duration.ofSeconds(45), Duration.ofSeconds(10));
  }
}
