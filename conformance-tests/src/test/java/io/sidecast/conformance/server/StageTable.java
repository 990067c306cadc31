package io.sidecast.conformance.server;

import static java.util.Map.entry;

import io.sidecast.SidecastEmitter;
import io.sidecast.SocketIoServer;
import io.sidecast.socket.BroadcastOperator;
import io.sidecast.socket.ParentNamespace;
import io.sidecast.socket.RemoteSocket;
import io.sidecast.socket.Socket;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * The methods whose stages need an answer of the broker, by class, name and number of parameters.
 * No operation of the table changes a socket, so all can be called one after another. Immutable.
 */
final class StageTable {

  /** A room without members. */
  private static final String NOBODY = "nobody";

  /**
   * The objects whose methods are called.
   *
   * @param server a server with a client
   * @param socket the socket of that client
   * @param family a parent namespace with one child
   * @param remote a socket of another server
   * @param emitter an emitter
   * @param answer "silence" makes clients send no acknowledgement; any other value is acknowledged
   */
  record Scene(
      SocketIoServer server,
      Socket socket,
      ParentNamespace family,
      RemoteSocket remote,
      SidecastEmitter emitter,
      String answer) {

    Scene withAnswer(String other) {
      return new Scene(server, socket, family, remote, emitter, other);
    }

    private BroadcastOperator nobody() {
      return server.to(NOBODY);
    }
  }

  static final Map<String, Function<Scene, CompletionStage<?>>> METHODS =
      Map.ofEntries(
          entry("Socket.join/1", scene -> scene.socket.join("room " + System.nanoTime())),
          entry("Broadcaster.emit/2", scene -> scene.server.emit("msg", 1)),
          entry("Broadcaster.send/1", scene -> scene.server.send(1)),
          entry("Broadcaster.serverSideEmit/2", scene -> scene.server.serverSideEmit("event")),
          entry(
              "Broadcaster.serverSideEmitWithAck/2",
              scene -> scene.server.serverSideEmitWithAck("event")),
          entry(
              "Broadcaster.emitWithAck/2",
              scene -> scene.emitter.to(scene.remote.id()).emitWithAck("ask", scene.answer)),
          entry("Broadcaster.socketsJoin/1", scene -> scene.nobody().socketsJoin("room")),
          entry("Broadcaster.socketsLeave/1", scene -> scene.nobody().socketsLeave("room")),
          entry("Broadcaster.disconnectSockets/0", scene -> scene.nobody().disconnectSockets()),
          entry("Broadcaster.disconnectSockets/1", scene -> scene.nobody().disconnectSockets(true)),
          entry("Broadcaster.closeRoom/1", scene -> scene.server.closeRoom(NOBODY)),
          entry("Broadcaster.count/0", scene -> scene.server.count()),
          entry("Broadcaster.socketIds/0", scene -> scene.server.socketIds()),
          entry("Broadcaster.rooms/0", scene -> scene.server.rooms()),
          entry("Broadcaster.fetchSockets/0", scene -> scene.emitter.fetchSockets()),
          entry("Broadcaster.fetchSockets/1", scene -> scene.server.fetchSockets(10)),
          entry("RemoteSocket.emit/2", scene -> scene.remote.emit("msg", 1)),
          entry(
              "RemoteSocket.emitWithAck/2", scene -> scene.remote.emitWithAck("ask", scene.answer)),
          entry("RemoteSocket.join/1", scene -> scene.remote.join(scene.remote.id())),
          entry("RemoteSocket.leave/1", scene -> scene.remote.leave("no room of it")),
          entry("ParentNamespace.emit/2", scene -> scene.family.emit("msg", 1)));

  private StageTable() {}
}
