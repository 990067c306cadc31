package io.sidecast.examples.chat;

import io.sidecast.socket.RemoteSocket;
import io.sidecast.socket.Socket;
import org.jspecify.annotations.Nullable;

/**
 * A person of the chat.
 *
 * @param sid the id of the socket
 * @param name the name that the person has chosen
 * @param room the room of the person, or null before the first one
 * @param node the label of the server that the socket is connected to
 */
record Person(String sid, String name, @Nullable String room, String node) {

  static final String NAME = "name";
  static final String ROOM = "room";
  static final String NODE = "node";

  /** The data of a socket, which every server of the cluster can read. */
  private record Profile(String name, @Nullable String room, String node) {}

  static Person of(Socket socket) {
    var data = socket.data();
    return new Person(
        socket.id(),
        String.valueOf(data.get(NAME)),
        (String) data.get(ROOM),
        String.valueOf(data.get(NODE)));
  }

  static Person of(RemoteSocket socket) {
    Profile profile = socket.data(Profile.class);
    return new Person(socket.id(), profile.name(), profile.room(), profile.node());
  }
}
