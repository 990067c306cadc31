package io.sidecast.engine;

import io.sidecast.packet.EncodedPacket;

/**
 * What carries the packets of one session. Implemented by the transports; called on the event loop
 * that owns the session, unless a method says otherwise. No method blocks.
 */
public interface Transport {

  /**
   * The name of the kind of transport.
   *
   * @return {@code polling} or {@code websocket}
   */
  String name();

  /**
   * Says who takes what arrives from now on.
   *
   * @param sink takes it
   */
  void attach(TransportListener sink);

  /**
   * Whether a packet offered now would be taken. Any thread.
   *
   * @return false while earlier bytes wait or no poll is pending
   */
  boolean isWritable();

  /**
   * Whether many of the bytes that were taken have not reached the operating system. Any thread.
   * {@link TransportListener#onWritable} follows when this turns false.
   *
   * @return false while few bytes or none wait, also if no poll is pending
   */
  boolean isWriteQueueFull();

  /**
   * The bytes that were taken and have not reached the operating system.
   *
   * @return the number of bytes
   */
  long bufferedBytes();

  /**
   * Offers a message with its attachments. It is sent by the next {@link #flush}.
   *
   * @param packet the packet
   * @return false if it cannot be taken now: offer it again after {@link
   *     TransportListener#onWritable}
   */
  boolean offer(EncodedPacket packet);

  /**
   * Offers a packet of the engine's own. It is sent by the next {@link #flush}.
   *
   * @param type its type
   * @param data ASCII text that follows the type, may be empty
   * @return false if it cannot be taken now: offer it again after {@link
   *     TransportListener#onWritable}
   */
  boolean offer(PacketType type, String data);

  /** Sends what was taken. */
  void flush();

  /**
   * Starts, stops or resumes reading from the client; a transport does not read before.
   *
   * @param reading false to stop
   */
  void setReading(boolean reading);

  /**
   * Looks for a sign of the client while reading has stopped: the transport reads the next piece
   * that arrives and calls {@link TransportListener#onSignOfLife}, now or later, once.
   */
  void look();

  /**
   * Ends the transport, after sending what was taken; the sink hears nothing more. Does nothing if
   * it has ended.
   *
   * @param ending how
   */
  void end(TransportCloseMode ending);
}
