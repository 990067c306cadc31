package io.sidecast.examples;

import static io.sidecast.examples.Operation.done;
import static io.sidecast.examples.Operation.on;
import static io.sidecast.examples.Operation.values;

import io.sidecast.SocketIoServer;
import io.sidecast.socket.AckResponses;
import io.sidecast.socket.BroadcastOperator;
import io.sidecast.socket.Socket;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The events of the reference node. Each acknowledges what it is for, or {@code true}, once it is
 * done, and {@code {"error": …}} if it could not be done.
 */
final class ReferenceEvents {

  private final SocketIoServer io;
  private final RemoteEvents remote;
  private final Map<String, Long> lost = new ConcurrentHashMap<>();

  ReferenceEvents(SocketIoServer io) {
    this.io = io;
    this.remote = new RemoteEvents(io);
  }

  void register() {
    io.onConnection(this::connected);
    io.of("/custom").onConnection(ReferenceEvents::greet);
    remote.register();
    io.onMessagesLost(gap -> lost.merge(gap.origin().text(), gap.count(), Long::sum));
  }

  private void connected(Socket socket) {
    greet(socket);
    echoes(socket);
    rooms(socket);
    emits(socket);
    asks(socket);
    remote.connected(socket);
    on(socket, "nodes", request -> values(nodeIds()));
    on(socket, "stats", request -> values(NodeReport.of(io, lost)));
  }

  private static void greet(Socket socket) {
    socket.emit("auth", socket.handshake().auth());
  }

  private void echoes(Socket socket) {
    on(socket, "echo", request -> values(request.args().all().toArray()));
    on(socket, "message-with-ack", request -> values(request.args().all().toArray()));
    on(
        socket,
        "message",
        request -> {
          socket.emit("message-back", request.args().all().toArray());
          return values(true);
        });
  }

  private void rooms(Socket socket) {
    on(socket, "join", request -> done(socket.join(request.first("room"))));
    on(socket, "leave", request -> done(socket.leave(request.first("room"))));
  }

  private void emits(Socket socket) {
    on(
        socket,
        "my_event",
        request -> done(io.to(request.field("sid")).emit("my_event", request.object())));
    on(
        socket,
        "to_room",
        request -> done(io.to(request.field("room")).emit("msg", request.data())));
    on(
        socket,
        "emit_sid",
        request -> done(io.to(request.field("sid")).emit("msg", request.data())));
    on(socket, "bcast", request -> done(io.emit("msg", request.args().all().toArray())));
    on(socket, "to_rooms", request -> done(audience(request).emit(event(request), request.data())));
  }

  private void asks(Socket socket) {
    on(
        socket,
        "ask",
        request ->
            io.to(request.field("sid"))
                .timeout(request.timeout())
                .emitWithAck("ask", request.data())
                .thenApply(responses -> responses.single().all()));
    on(
        socket,
        "ask_room",
        request ->
            io.to(request.field("room"))
                .timeout(request.timeout())
                .emitWithAck("ask", request.data())
                .thenApply(responses -> List.of(answers(responses))));
  }

  /** Rooms (none: everybody), without others, on this node only if {@code local} is true. */
  private BroadcastOperator audience(Request request) {
    BroadcastOperator audience = io.to(request.names("rooms")).except(request.names("except"));
    return request.object().path("local").asBoolean() ? audience.local() : audience;
  }

  private static Map<String, Object> answers(AckResponses responses) {
    return Map.of(
        "answers",
        responses.answers().stream().map(answer -> answer.json(0)).toList(),
        "missing",
        responses.unanswered(),
        "missing_nodes",
        responses.missingNodes());
  }

  private List<String> nodeIds() {
    return io.nodes().stream().map(node -> node.id().text()).toList();
  }

  private static String event(Request request) {
    return request.object().path("event").asText("msg");
  }
}
