package io.sidecast.cluster;

import org.jspecify.annotations.Nullable;

/**
 * A room with the form of a socket id.
 *
 * @param namespace the namespace of the room
 * @param name 20 characters of base64url
 * @param owner the node whose socket has that id, if there is such a node
 */
record SidRoom(String namespace, String name, NodeId owner) {

  /** A room, or null if its name has another form. */
  static @Nullable SidRoom of(String namespace, String name) {
    NodeId owner = NodeId.ownerOf(name);
    return owner == null ? null : new SidRoom(namespace, name, owner);
  }
}
