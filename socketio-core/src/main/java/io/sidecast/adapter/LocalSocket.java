package io.sidecast.adapter;

import io.sidecast.packet.EncodedPacket;
import io.sidecast.packet.Payload;
import java.util.Set;

/**
 * A socket of this node, as the adapter uses it. No method blocks, except {@link #details}.
 * Thread-safe.
 */
public interface LocalSocket {

  /**
   * Returns the id of the socket. The socket is also a member of the room with this name.
   *
   * @return 20 characters of base64url
   */
  String id();

  /**
   * Returns the name of the namespace of the socket.
   *
   * @return the name with its leading slash
   */
  String namespaceName();

  /**
   * Sends a packet to the client. Does nothing after the end of the socket.
   *
   * @param packet the packet
   */
  void deliver(EncodedPacket packet);

  /**
   * Sends an event to the client and waits for its acknowledgement.
   *
   * @param ackId the acknowledgement id of the event; no other pending event of this node uses it
   * @param event the event with that id
   * @param listener the listener that receives the outcome, at most once
   */
  void emitWithAck(long ackId, EncodedPacket event, AckListener listener);

  /**
   * Removes the listener of an acknowledgement. Does nothing for an id that is not in use.
   *
   * @param ackId the acknowledgement id
   */
  void forget(long ackId);

  /**
   * Disconnects the socket. Its disconnect handlers run at most once.
   *
   * @param close true to close the connection of the client too
   */
  void disconnect(boolean close);

  /**
   * Returns the description of this socket for other nodes, besides its id and rooms. It runs user
   * code and is called only on threads that may block.
   *
   * @return a payload that the socket layer of another node decodes
   */
  Payload details();

  /**
   * Called when this socket was added to its namespace. This method and {@link #joined} and {@link
   * #left} are called in the order of the changes, under a lock of this socket: they must be short
   * and must not call back.
   *
   * @param rooms the rooms that it has joined before, without the room with its id: a live view
   */
  default void added(Set<String> rooms) {}

  /**
   * Called when this socket, which is added, has joined a room.
   *
   * @param room the name of the room
   */
  default void joined(String room) {}

  /**
   * Called when this socket has left a room. The end of the socket makes no such calls.
   *
   * @param room the name of the room
   */
  default void left(String room) {}

  /**
   * Receives the outcome of {@link #emitWithAck}. At most one of the other methods is called, at
   * most once.
   */
  interface AckListener {

    /**
     * Returns the time since the event was emitted.
     *
     * @return the time in nanoseconds
     */
    long elapsedNanos();

    /**
     * Called when the client has acknowledged the event.
     *
     * @param answer the arguments of the acknowledgement
     */
    void acknowledged(Payload answer);

    /** Called when the socket has ended without an acknowledgement. */
    void left();

    /**
     * Called when the event is not sent, because the client has not acknowledged too many earlier
     * ones.
     */
    void refused();
  }
}
