package io.sidecast.cluster;

import org.jspecify.annotations.Nullable;

/**
 * Connects the traces of nodes: it names the trace of a message that goes to other nodes, and makes
 * the trace of a message from another node current while it is delivered. It is called for emits,
 * server-side events and requests, not for the responses to them, and not for the sockets of the
 * same node. An exception is logged and changes nothing else. Thread-safe.
 *
 * @since 0.1.0
 */
public interface ClusterTracing {

  /** The kind of a message. */
  enum Operation {
    /** A packet for clients, with or without an acknowledgement. */
    EMIT,
    /** An event for the applications of other nodes, with or without an acknowledgement. */
    SERVER_SIDE_EMIT,
    /** Any other request to other nodes, for instance for their sockets. */
    REQUEST
  }

  /**
   * Called once for each message that goes to other nodes, on the thread that emits or requests it.
   * Must not block.
   *
   * @param operation the kind of the message
   * @return the message on its way to the broker
   */
  Sending send(Operation operation);

  /**
   * Called when a message of another node that names a trace is delivered. A server-side event is
   * delivered on a handler thread, and its handlers run between this call and the end; any other
   * message is delivered on a thread of the broker's client. Must not block.
   *
   * @param operation the kind of the message
   * @param trace the trace that the sender has named
   * @return receives the end of the delivery
   */
  Handling receive(Operation operation, TraceContext trace);

  /** One message on its way to the broker. */
  interface Sending {

    /**
     * The trace that the message names. Called once, directly after {@link ClusterTracing#send}.
     *
     * @return the trace; null if the message names none
     */
    @Nullable TraceContext trace();

    /**
     * Called once, when the broker has accepted the message, or when it was not sent. Called on any
     * thread, also on one of the broker's client. Must not block.
     *
     * @param failure the exception with which the emit fails; null if the broker has accepted the
     *     message
     */
    void end(@Nullable Throwable failure);
  }

  /** The delivery of one message of another node. */
  @FunctionalInterface
  interface Handling {

    /**
     * Called once after the delivery, on the thread of {@link ClusterTracing#receive}. Must not
     * block.
     *
     * @param failure the first exception of a handler of a server-side event; null if there was
     *     none
     */
    void end(@Nullable Throwable failure);
  }
}
