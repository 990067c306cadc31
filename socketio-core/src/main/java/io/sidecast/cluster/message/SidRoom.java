package io.sidecast.cluster.message;

import io.sidecast.cluster.NodeId;
import org.jspecify.annotations.Nullable;

/**
 * A room that is named like a socket id. Immutable.
 *
 * @param namespace the namespace of the room
 * @param name 20 characters of base64url
 * @param owner the node whose socket has that id, if such a node exists
 */
public record SidRoom(String namespace, String name, NodeId owner) {

  /** Creates a room; null if its name does not have the form of a socket id. */
  public static @Nullable SidRoom of(String namespace, String name) {
    NodeId owner = NodeId.ownerOf(name);
    return owner == null ? null : new SidRoom(namespace, name, owner);
  }
}
