package io.sidecast.operation;

import io.sidecast.packet.Payload;
import java.util.Set;

/** A part of the response of a node to a {@link ClusterRequest}. Immutable. */
public sealed interface ResponsePart {

  /**
   * The size of this part.
   *
   * @return the approximate number of bytes
   */
  int size();

  /**
   * The acknowledgement of a client or of the application of a node.
   *
   * @param arguments the arguments of the acknowledgement
   */
  record Acknowledgement(Payload arguments) implements ResponsePart {
    @Override
    public int size() {
      return arguments.size();
    }
  }

  /**
   * A number of sockets.
   *
   * @param value the number
   */
  record Total(long value) implements ResponsePart {
    @Override
    public int size() {
      return Long.BYTES;
    }
  }

  /**
   * The name of a room or the id of a socket.
   *
   * @param text the name
   */
  record Name(String text) implements ResponsePart {
    @Override
    public int size() {
      return 2 * text.length();
    }
  }

  /**
   * The description of a socket.
   *
   * @param id the id of the socket
   * @param rooms its rooms, including the room of its id
   * @param details further details, in the form of the package that reads them
   */
  record SocketDescription(String id, Set<String> rooms, Payload details) implements ResponsePart {

    /** Copies the set. */
    public SocketDescription {
      rooms = Set.copyOf(rooms);
    }

    @Override
    public int size() {
      return details.size() + rooms.stream().mapToInt(room -> 2 * room.length()).sum();
    }
  }
}
