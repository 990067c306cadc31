package io.sidecast.examples;

import static io.sidecast.examples.Operation.doneEverywhere;
import static io.sidecast.examples.Operation.value;
import static io.sidecast.examples.Operation.values;

import io.sidecast.SocketIoServer;
import io.sidecast.socket.BroadcastOperator;
import io.sidecast.socket.ClusterResult;
import io.sidecast.socket.RemoteSocket;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * The events of the reference node about sockets and servers of the whole cluster. Nodes that did
 * not answer within the timeout are named after the value, or in the error. Thread-safe.
 */
final class RemoteEvents {

  private static final String WHO = "who are you";

  private final SocketIoServer io;

  /** The fields of a socket in an acknowledgement. */
  private record Fetched(String id, Set<String> rooms) {}

  RemoteEvents(SocketIoServer io) {
    this.io = io;
  }

  void register(BiConsumer<String, Operation> on) {
    registerQueries(on);
    registerChanges(on);
    io.onServerSideEmit(
        WHO,
        (args, ack) -> {
          if (!"silence".equals(args.get(0, String.class))) {
            ack.send(io.nodes().get(0).id().text(), args.json(0));
          }
        });
  }

  private void registerChanges(BiConsumer<String, Operation> on) {
    on.accept(
        "remote_join",
        request -> doneEverywhere(io.to(request.field("sid")).socketsJoin(request.field("room"))));
    on.accept(
        "remote_leave",
        request -> doneEverywhere(io.to(request.field("sid")).socketsLeave(request.field("room"))));
    on.accept(
        "remote_disconnect",
        request ->
            doneEverywhere(
                io.to(request.field("sid"))
                    .disconnectSockets(request.object().get("close").bool().orElse(false))));
    on.accept("close_room", request -> doneEverywhere(io.closeRoom(request.first("room"))));
    on.accept(
        "ask_servers",
        request ->
            io.timeout(request.timeout())
                .serverSideEmitWithAck(WHO, request.data())
                .thenCompose(
                    result ->
                        values(
                            result.value().stream().map(answer -> answer.json(0)).toList(),
                            result.missingNodes())));
  }

  /**
   * Registers the queries. The first argument is a room, or null for all sockets; the second is a
   * timeout.
   */
  private void registerQueries(BiConsumer<String, Operation> on) {
    on.accept(
        "fetch",
        request -> value(audience(request).fetchSockets().thenApply(RemoteEvents::fetched)));
    on.accept("count", request -> value(audience(request).count()));
    on.accept("rooms", request -> value(audience(request).rooms()));
  }

  private BroadcastOperator audience(Request request) {
    BroadcastOperator all = io.timeout(request.millis(request.args().json(1)));
    return request.args().json(0).string().isPresent() ? all.to(request.first("room")) : all;
  }

  private static ClusterResult<List<Fetched>> fetched(ClusterResult<List<RemoteSocket>> sockets) {
    return new ClusterResult<>(
        sockets.value().stream().map(found -> new Fetched(found.id(), found.rooms())).toList(),
        sockets.missingNodes());
  }
}
