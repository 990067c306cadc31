package io.sidecast.packet;

import java.util.Set;

/**
 * What a node asks all nodes that may hold some of an audience. Each node does it to its own
 * sockets, or looks them up, and reports {@linkplain ResponsePart answers}. Immutable.
 */
public sealed interface ClusterRequest {

  /**
   * Who is meant.
   *
   * @return the audience
   */
  Audience audience();

  /**
   * The bytes that this question carries for others.
   *
   * @return roughly how many
   */
  default int size() {
    return 0;
  }

  /**
   * Deliver an event and report an {@link ResponsePart.Acknowledgement} of each client.
   *
   * @param audience to whom
   * @param event the event, encoded without an acknowledgement id
   */
  record Emit(Audience audience, EncodedPacket event) implements ClusterRequest {
    @Override
    public int size() {
      return event.size();
    }
  }

  /**
   * Make sockets join rooms; the answer is an {@link ResponsePart.Total} of sockets.
   *
   * @param audience which sockets
   * @param rooms the rooms
   */
  record Join(Audience audience, Set<String> rooms) implements ClusterRequest {

    /** Copies the set. */
    public Join {
      rooms = Set.copyOf(rooms);
    }
  }

  /**
   * Make sockets leave rooms; the answer is an {@link ResponsePart.Total} of sockets.
   *
   * @param audience which sockets
   * @param rooms the rooms
   */
  record Leave(Audience audience, Set<String> rooms) implements ClusterRequest {

    /** Copies the set. */
    public Leave {
      rooms = Set.copyOf(rooms);
    }
  }

  /**
   * Disconnect sockets; the answer is an {@link ResponsePart.Total} of sockets.
   *
   * @param audience which sockets
   * @param close whether to close their connections too
   */
  record Disconnect(Audience audience, boolean close) implements ClusterRequest {}

  /**
   * Describe sockets; the answers are {@link ResponsePart.SocketDescription}s.
   *
   * @param audience which sockets
   * @param limit how many at most on each node
   */
  record Sockets(Audience audience, int limit) implements ClusterRequest {}

  /**
   * Name sockets; the answers are {@link ResponsePart.Name}s, the ids.
   *
   * @param audience which sockets
   */
  record Ids(Audience audience) implements ClusterRequest {}

  /**
   * Count sockets; the answer is an {@link ResponsePart.Total}.
   *
   * @param audience which sockets
   */
  record Count(Audience audience) implements ClusterRequest {}

  /**
   * Name the rooms that sockets have joined; the answers are {@link ResponsePart.Name}s. The room
   * with a socket's own id is not among them.
   *
   * @param audience which sockets
   */
  record Rooms(Audience audience) implements ClusterRequest {}

  /**
   * Tell the application of each other node; the answers are {@link ResponsePart.Acknowledgement}s,
   * one of each node that listens.
   *
   * @param audience everybody in the namespace whose listeners are meant
   * @param event the event
   */
  record ServerSideEmit(Audience audience, EncodedPacket event) implements ClusterRequest {
    @Override
    public int size() {
      return event.size();
    }
  }
}
