package io.sidecast.engine;

import io.sidecast.packet.EncodedPacket;

/**
 * The transport that carries the packets of one session: polling or WebSocket. No method blocks.
 * Confined to the event loop that owns the session, except for methods that are documented as
 * thread-safe.
 */
public interface Transport {

  /**
   * The name of the transport. Thread-safe.
   *
   * @return {@code polling} or {@code websocket}
   */
  String name();

  /**
   * Sets the listener, which receives all following events.
   *
   * @param listener the listener
   */
  void attach(TransportListener listener);

  /**
   * Returns whether the transport accepts a packet now. Thread-safe.
   *
   * @return false while earlier bytes wait or no poll is pending
   */
  boolean isWritable();

  /**
   * Returns whether many of the accepted bytes have not reached the operating system. Thread-safe.
   * When the result changes to false, the transport calls {@link TransportListener#onWritable}.
   *
   * @return false while few bytes or none wait, also if no poll is pending
   */
  boolean isWriteQueueFull();

  /**
   * The number of accepted bytes that have not reached the operating system.
   *
   * @return the number of bytes
   */
  long bufferedBytes();

  /**
   * Offers a message with its attachments. The next {@link #flush} sends it.
   *
   * @param packet the packet
   * @return false if the transport does not accept the packet now; offer it again after {@link
   *     TransportListener#onWritable}
   */
  boolean offer(EncodedPacket packet);

  /**
   * Offers a packet of the engine itself. The next {@link #flush} sends it.
   *
   * @param type the type of the packet
   * @param data ASCII text that follows the type; may be empty
   * @return false if the transport does not accept the packet now; offer it again after {@link
   *     TransportListener#onWritable}
   */
  boolean offer(PacketType type, String data);

  /** Sends the accepted packets. */
  void flush();

  /**
   * Starts, pauses or resumes reading from the client; a new transport does not read.
   *
   * @param reading false to pause
   */
  void setReading(boolean reading);

  /**
   * Passes the packets that have arrived and wait because reading is paused to the listener. A
   * transport that reads no packets ahead has none.
   */
  default void passArrived() {}

  /**
   * Checks for a sign of life while reading is paused: the transport reads the next piece that
   * arrives, or takes the next poll, and then calls {@link TransportListener#onClientActivity}
   * once.
   */
  void checkClientActivity();

  /**
   * Ends the transport after it has sent the accepted packets; the listener receives no more
   * events. Does nothing if the transport has already ended.
   *
   * @param mode how the transport ends
   */
  void end(TransportCloseMode mode);
}
