package io.sidecast.packet;

import java.util.Set;

/** A part of what a node answers to a {@link ClusterRequest}. Immutable. */
public sealed interface ResponsePart {

  /**
   * The bytes that this answer carries.
   *
   * @return roughly how many
   */
  int size();

  /**
   * What a client, or the application of a node, has acknowledged.
   *
   * @param arguments its arguments
   */
  record Acknowledgement(Payload arguments) implements ResponsePart {
    @Override
    public int size() {
      return arguments.size();
    }
  }

  /**
   * How many.
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
   * A socket.
   *
   * @param id its id
   * @param rooms its rooms, the one with its id included
   * @param details what else its node tells of it, in the form of the package that reads it
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
