package io.sidecast.socket;

import io.sidecast.connection.DisconnectReason;
import java.util.Set;

/**
 * Observes the sockets of a node, for example for a page that shows them. An observer that is too
 * slow misses calls, and nothing else slows down. An exception of an observer is logged and changes
 * nothing else. The calls are made one at a time on handler threads, where they may block; the
 * calls for one socket in the order of its changes.
 *
 * <p>The interface may get further methods, which do nothing by default.
 *
 * @since 0.1.0
 */
public interface SocketObserver {

  /**
   * Called when a socket was connected.
   *
   * @param socket the socket
   * @param rooms the rooms that it has joined already, with the room with its id; {@link #joined}
   *     reports further ones
   */
  default void connected(Socket socket, Set<String> rooms) {}

  /**
   * Called when a socket that was connected has ended. {@link #left} does not report its rooms.
   *
   * @param socket the socket
   * @param reason the reason
   */
  default void disconnected(Socket socket, DisconnectReason reason) {}

  /**
   * Called when a connected socket has joined a room.
   *
   * @param socket the socket
   * @param room the name of the room
   */
  default void joined(Socket socket, String room) {}

  /**
   * Called when a connected socket has left a room.
   *
   * @param socket the socket
   * @param room the name of the room
   */
  default void left(Socket socket, String room) {}

  /**
   * Called when a socket has another transport, see {@link Socket#transport}.
   *
   * @param socket the socket
   */
  default void upgraded(Socket socket) {}

  /**
   * Called when an event of a client has arrived at its handlers.
   *
   * @param socket the socket
   * @param event the event
   */
  default void received(Socket socket, ObservedEvent event) {}

  /**
   * Called when an event was sent to a client, once for each receiver of a broadcast.
   *
   * @param socket the socket
   * @param event the event
   */
  default void sent(Socket socket, ObservedEvent event) {}

  /**
   * Called in the place of calls that this observer has missed, because more than 10,000 calls or 8
   * MiB of events waited for it.
   *
   * @param count the number of missed calls
   */
  default void missed(long count) {}
}
