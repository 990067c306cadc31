package io.sidecast.adapter;

import io.sidecast.packet.EncodedPacket;
import io.sidecast.packet.Payload;

/** A socket of this node, as the rooms see it. Any thread; no method blocks. */
public interface LocalSocket {

  /**
   * The id of the socket, which is also the name of a room whose member it is.
   *
   * @return 20 characters of base64url
   */
  String id();

  /**
   * The name of the namespace of the socket.
   *
   * @return the name with its leading slash
   */
  String namespaceName();

  /**
   * Sends a packet to the client.
   *
   * @param packet the packet
   */
  void deliver(EncodedPacket packet);

  /**
   * Sends an event to the client and listens for its acknowledgement.
   *
   * @param ackId the id in the event, not in use by another event of this node
   * @param event the event with that id
   * @param listener hears the outcome, at most once
   */
  void emitWithAck(long ackId, EncodedPacket event, AckListener listener);

  /**
   * Listens no more for an acknowledgement. Does nothing for an id that is not in use.
   *
   * @param ackId the id
   */
  void forget(long ackId);

  /**
   * Disconnects the socket. What it does at its end is done once.
   *
   * @param close whether to close the client's connection too
   */
  void disconnect(boolean close);

  /**
   * What other nodes may know of this socket besides its id and rooms. Runs user code: called where
   * that may block.
   *
   * @return a payload that the package of the member reads back
   */
  Payload details();

  /** Hears the outcome of {@link #emitWithAck}. One of the methods is called, at most once. */
  interface AckListener {

    /**
     * The client has answered.
     *
     * @param answer the arguments of its acknowledgement
     */
    void answered(Payload answer);

    /** The client has left without an answer. */
    void left();
  }
}
