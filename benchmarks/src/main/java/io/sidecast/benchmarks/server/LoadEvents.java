package io.sidecast.benchmarks.server;

import io.sidecast.SocketIoServer;
import io.sidecast.json.JsonValue;
import io.sidecast.socket.Ack;
import io.sidecast.socket.Arguments;
import io.sidecast.socket.Socket;

/**
 * The events that the load generator sends: the same four as in the programs of the peers.
 * Thread-safe.
 */
final class LoadEvents {

  private final SocketIoServer io;

  LoadEvents(SocketIoServer io) {
    this.io = io;
  }

  void register() {
    io.on("join", LoadEvents::join);
    io.on("to_room", (socket, args) -> emit(args.json(0), "room"));
    io.on("emit_sid", (socket, args) -> emit(args.json(0), "sid"));
    io.on("echo", (socket, args, ack) -> ack.send(args.json(0)));
  }

  private static void join(Socket socket, Arguments args, Ack ack) {
    var unused = socket.join(text(args.json(0))).thenRun(() -> ack.send(true));
  }

  /** Emits the data of a call to the room that one of its fields names. */
  private void emit(JsonValue call, String room) {
    var unused = io.to(text(call.get(room))).emit("msg", call.get("data"));
  }

  private static String text(JsonValue value) {
    return value.string().orElseThrow();
  }
}
