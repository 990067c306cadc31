package io.sidecast.operation;

import io.sidecast.packet.EncodedPacket;
import java.util.Set;

/**
 * A request to all nodes that may hold sockets of an audience. Each node applies it to its own
 * sockets and returns {@linkplain ResponsePart response parts}. Immutable.
 */
public sealed interface ClusterRequest {

  /**
   * The sockets that the request addresses.
   *
   * @return the audience
   */
  Audience audience();

  /**
   * The size of the user's data in this request.
   *
   * @return the approximate number of bytes
   */
  default int size() {
    return 0;
  }

  /**
   * Emits an event. The response has one {@link ResponsePart.Acknowledgement} for each client.
   *
   * @param audience the receivers
   * @param event the event, encoded without an acknowledgement id
   */
  record Emit(Audience audience, EncodedPacket event) implements ClusterRequest {
    @Override
    public int size() {
      return event.size();
    }
  }

  /**
   * Makes sockets join rooms. The response is a {@link ResponsePart.Total} of sockets.
   *
   * @param audience the sockets
   * @param rooms the rooms
   */
  record Join(Audience audience, Set<String> rooms) implements ClusterRequest {

    /** Copies the set. */
    public Join {
      rooms = Set.copyOf(rooms);
    }
  }

  /**
   * Makes sockets leave rooms. The response is a {@link ResponsePart.Total} of sockets.
   *
   * @param audience the sockets
   * @param rooms the rooms
   */
  record Leave(Audience audience, Set<String> rooms) implements ClusterRequest {

    /** Copies the set. */
    public Leave {
      rooms = Set.copyOf(rooms);
    }
  }

  /**
   * Disconnects sockets. The response is a {@link ResponsePart.Total} of sockets.
   *
   * @param audience the sockets
   * @param close whether to close their connections too
   */
  record Disconnect(Audience audience, boolean close) implements ClusterRequest {}

  /**
   * Describes sockets. The response has one {@link ResponsePart.SocketDescription} for each socket.
   *
   * @param audience the sockets
   * @param limit the maximum number of descriptions of each node
   */
  record Sockets(Audience audience, int limit) implements ClusterRequest {}

  /**
   * Lists the ids of sockets. The response has one {@link ResponsePart.Name} for each socket.
   *
   * @param audience the sockets
   */
  record Ids(Audience audience) implements ClusterRequest {}

  /**
   * Counts sockets. The response is a {@link ResponsePart.Total}.
   *
   * @param audience the sockets
   */
  record Count(Audience audience) implements ClusterRequest {}

  /**
   * Lists the rooms that sockets have joined. The response has one {@link ResponsePart.Name} for
   * each room, without the rooms of the sockets' own ids.
   *
   * @param audience the sockets
   */
  record Rooms(Audience audience) implements ClusterRequest {}

  /**
   * Passes an event to the application of each other node. The response has one {@link
   * ResponsePart.Acknowledgement} for each node with a listener.
   *
   * @param audience all sockets of the namespace whose listeners receive the event
   * @param event the event
   */
  record ServerSideEmit(Audience audience, EncodedPacket event) implements ClusterRequest {
    @Override
    public int size() {
      return event.size();
    }
  }
}
