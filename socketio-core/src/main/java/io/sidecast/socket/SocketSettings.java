package io.sidecast.socket;

import io.sidecast.packet.PacketCodec;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;

/**
 * What the sockets use.
 *
 * @param values turns arguments into values of the user's types
 * @param codec encodes and decodes packets
 * @param handlers runs user code; may block
 * @param stages gives users their stages
 * @param timer runs short tasks at deadlines
 * @param timeouts how long to wait
 * @param errors is told what user code throws
 * @param ackOnError the acknowledgement of an event that has failed; null for none
 * @param cleanupEmptyNamespaces whether a dynamic namespace is forgotten when its last socket
 *     leaves
 * @param maxWaitingBytes the most bytes of events of one connection that wait for handlers while it
 *     is read for an acknowledgement; a client with more is disconnected
 */
public record SocketSettings(
    Values values,
    PacketCodec codec,
    Executor handlers,
    HandlerStages stages,
    ScheduledExecutorService timer,
    Timeouts timeouts,
    ErrorHandler errors,
    @Nullable List<@Nullable Object> ackOnError,
    boolean cleanupEmptyNamespaces,
    long maxWaitingBytes) {

  /** 16 MiB. */
  public static final long DEFAULT_MAX_WAITING_BYTES = 16L * 1024 * 1024;

  /**
   * How long to wait.
   *
   * @param connect for a client to connect to a namespace; then the connection is closed
   * @param ack for an acknowledgement, where no other timeout is given
   */
  public record Timeouts(Duration connect, Duration ack) {

    /** 45 s to connect, 10 s to acknowledge. */
    public static final Timeouts DEFAULT =
        new Timeouts(Duration.ofSeconds(45), Duration.ofSeconds(10));
  }
}
