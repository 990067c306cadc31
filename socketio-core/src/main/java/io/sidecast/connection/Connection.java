package io.sidecast.connection;

import io.sidecast.http.RequestHead;
import io.sidecast.packet.EncodedPacket;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;

/**
 * An Engine.IO connection to one client, over either transport. No method blocks. Thread-safe.
 *
 * <p>Sidecast implements this type. A minor version may add methods.
 *
 * @since 0.1.0
 */
public interface Connection {

  /**
   * Returns the HTTP request that opened the connection.
   *
   * @return the request
   */
  RequestHead request();

  /**
   * Returns the id of the Engine.IO session. It is a secret of the client. A client of revision 3
   * also uses it as the id of its socket in the namespace {@code /}.
   *
   * @return the id of the session
   */
  String id();

  /**
   * Returns the revision of the Engine.IO protocol that the client uses.
   *
   * @return 4, or 3 if the server accepts clients of revision 3
   */
  int protocol();

  /**
   * Returns the name of the current transport.
   *
   * @return {@code polling} or {@code websocket}
   */
  String transport();

  /**
   * Returns whether a packet could be written at once.
   *
   * @return false while an earlier write is pending, or no poll is pending
   */
  boolean isWritable();

  /**
   * Returns a stage that completes when at most the low-water mark is buffered: 64 KiB, or a
   * quarter of the allowed bytes if that is less. Bytes in the buffers of the operating system do
   * not count.
   *
   * @return a stage that is complete already or completes on any thread, including event loops, so
   *     its dependents must not block. It fails with an {@link IllegalStateException} when the
   *     connection closes
   */
  CompletionStage<Void> whenWritable();

  /**
   * Sends a packet: its head and its attachments, with nothing in between. Packets sent by one
   * thread arrive in the order sent. A packet that is {@linkplain EncodedPacket.Flags#isVolatile()
   * isVolatile} is dropped if the connection is not writable. A client that reads too slowly is
   * disconnected with {@link DisconnectReason#SLOW_CLIENT} when its buffer is full.
   *
   * @param packet the packet
   */
  void send(EncodedPacket packet);

  /**
   * Sends a packet like {@link #send(EncodedPacket)}, if the gate lets it pass.
   *
   * @param packet the packet
   * @param gate the gate that decides immediately before the packet is written
   */
  void send(EncodedPacket packet, Gate gate);

  /**
   * Stops or resumes reading from the client. While reading is stopped, the transport applies
   * back-pressure. If the ping timeout expires meanwhile, the transport reads one chunk, because
   * the pong may be behind unread bytes. The client is disconnected if nothing arrives within
   * another timeout.
   *
   * @param reading false to stop
   */
  void setReading(boolean reading);

  /**
   * Runs a task on the event loop of the connection, after the current one.
   *
   * @param task the task; must not block
   */
  void execute(Runnable task);

  /**
   * Runs a task on the event loop of the connection.
   *
   * @param delay the delay before the task runs
   * @param task the task; must not block
   * @return a handle that cancels the task
   */
  Future<?> schedule(Duration delay, Runnable task);

  /**
   * Closes the connection after the packets that were sent before are written. Does nothing if the
   * connection is closed.
   *
   * @param reason the reason that {@link ConnectionHandler#onClose} receives
   */
  void close(DisconnectReason reason);

  /**
   * Logs the refusal of a packet. The connection stays open.
   *
   * @param why the text for the log: one of a few constant texts, never text of the client
   */
  void logRefusal(String why);

  /**
   * Closes the connection for a violation by the client, like {@link #close}, and logs it.
   *
   * @param reason the reason that {@link ConnectionHandler#onClose} receives
   * @param why the text for the log: one of a few constant texts, never text of the client
   */
  void refuse(DisconnectReason reason, String why);

  /**
   * Decides whether a packet may still be written. The connection calls the gate once for each
   * packet, in the order in which the packets were sent, and drops the packets that do not pass. It
   * makes no call for packets that are lost with the connection. Called on the event loop of the
   * connection; must not block or throw.
   */
  @FunctionalInterface
  interface Gate {

    /**
     * Returns whether a packet may be written.
     *
     * @param packet the next packet that was sent with this gate
     * @return false to drop the packet
     */
    boolean passes(EncodedPacket packet);
  }
}
