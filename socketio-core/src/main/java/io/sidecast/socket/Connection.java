package io.sidecast.socket;

import io.sidecast.packet.EncodedPacket;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;

/**
 * One Engine.IO connection to one client, whatever its transport. Every method may be called on any
 * thread and returns at once.
 */
public interface Connection {

  /**
   * The request that opened the connection.
   *
   * @return the request
   */
  ConnectionRequest request();

  /**
   * The id of the session: a secret of the client. Clients of revision 3 take it for the id of
   * their socket as well.
   *
   * @return the id
   */
  String id();

  /**
   * The revision of the Engine.IO protocol that the client speaks.
   *
   * @return 4, or 3 where old clients are allowed
   */
  int protocol();

  /**
   * The current transport.
   *
   * @return {@code polling} or {@code websocket}
   */
  String transport();

  /**
   * Whether a packet sent now could be written at once.
   *
   * @return false while an earlier write waits, or no poll is pending
   */
  boolean isWritable();

  /**
   * Waits until little waits to be sent: at most 64 KiB, or a quarter of the allowed bytes if that
   * is less. What the operating system holds does not count.
   *
   * @return a stage that is complete at once or completes on any thread, an event loop included:
   *     what is attached does not block; it fails with an {@link IllegalStateException} when the
   *     connection ends
   */
  CompletionStage<Void> whenWritable();

  /**
   * Sends a packet: its head and its attachments, with nothing in between. Packets sent by one
   * thread arrive in the order sent. A packet that is {@linkplain EncodedPacket.Flags#droppable()
   * droppable} is dropped if the connection is not writable. A client that reads more slowly than
   * it is sent to is disconnected with {@link DisconnectReason#SLOW_CLIENT} when its buffer is
   * full.
   *
   * @param packet the packet
   */
  void send(EncodedPacket packet);

  /**
   * Sends a packet as {@link #send(EncodedPacket)} does, if the gate lets it pass.
   *
   * @param packet the packet
   * @param gate asked before the packet is written
   */
  void send(EncodedPacket packet, Gate gate);

  /**
   * Stops or resumes reading from the client. While stopped, the transport pushes back. When the
   * client's time to answer a ping is over meanwhile, one piece is read, since the answer may wait
   * behind unread bytes; a client of which nothing arrives for one more timeout is disconnected.
   *
   * @param reading false to stop
   */
  void setReading(boolean reading);

  /**
   * Runs a task on the connection's event loop.
   *
   * @param delay how long to wait before
   * @param task the task; does not block
   * @return cancels the task
   */
  Future<?> schedule(Duration delay, Runnable task);

  /**
   * Closes the connection; packets that were sent before are written first. Does nothing if it is
   * closed.
   *
   * @param reason what {@link ConnectionHandler#onClose} is told
   */
  void close(DisconnectReason reason);

  /**
   * Leaves a line in the log about a packet that is refused. The connection stays open.
   *
   * @param why one of a few texts of the program, never text of the client
   */
  void logRefusal(String why);

  /**
   * Closes the connection for what the client has done, as {@link #close} does, and leaves a line
   * in the log.
   *
   * @param reason what {@link ConnectionHandler#onClose} is told
   * @param why for the log: one of a few texts of the program, never text of the client
   */
  void refuse(DisconnectReason reason, String why);

  /**
   * Decides whether a packet is still to be written. The connection asks once for each packet, in
   * the order in which the packets were sent, and drops those that do not pass. It does not ask for
   * packets that are lost with the connection. Called on the connection's event loop; does not
   * block and does not throw.
   */
  @FunctionalInterface
  interface Gate {

    /**
     * Whether a packet is to be written.
     *
     * @param packet the next packet that was sent with this gate
     * @return false to drop the packet
     */
    boolean passes(EncodedPacket packet);
  }
}
