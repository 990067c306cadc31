package io.sidecast.examples;

import static io.sidecast.examples.Operation.doneEverywhere;
import static io.sidecast.examples.Operation.handler;
import static io.sidecast.examples.Operation.values;

import io.sidecast.SocketIoServer;
import io.sidecast.socket.AckEventHandler;
import io.sidecast.socket.AckResponses;
import io.sidecast.socket.Arguments;
import io.sidecast.socket.BroadcastOperator;
import io.sidecast.socket.Socket;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * The events of the reference node. Each event acknowledges its result, or {@code true}, when it is
 * done, and {@code {"error": …}} when it fails.
 */
final class ReferenceEvents {

  private static final Pattern DYNAMIC = Pattern.compile("/dynamic-\\d+");

  private final SocketIoServer io;
  private final RemoteEvents remote;

  /** The handlers that are the same for every socket, by event. */
  private final Map<String, AckEventHandler<Arguments>> handlers = new HashMap<>();

  private final Map<String, Long> lost = new ConcurrentHashMap<>();

  ReferenceEvents(SocketIoServer io) {
    this.io = io;
    this.remote = new RemoteEvents(io);
  }

  void register() {
    echoes();
    emits();
    asks();
    remote.register(this::on);
    on("kick", this::kick);
    on("nodes", request -> values(nodeIds()));
    on("stats", request -> values(NodeReport.of(io, lost)));
    io.onConnection(this::connected);
    io.of("/custom").onConnection(ReferenceEvents::greet);
    io.of(DYNAMIC).onConnection(ReferenceEvents::connectedToChild);
    io.onMessagesLost(gap -> lost.merge(gap.origin().text(), gap.count(), Long::sum));
  }

  private void connected(Socket socket) {
    greet(socket);
    handlers.forEach(socket::on);
    socket.on("join", handler(request -> socket.join(request.first("room"))));
    socket.on("leave", handler(request -> socket.leave(request.first("room"))));
    socket.on("message", handler(request -> sendBack(socket, request)));
  }

  /** Registers the events of the namespaces {@code /dynamic-<digits>}, which have no others. */
  private static void connectedToChild(Socket socket) {
    socket.on("echo", handler(ReferenceEvents::echo));
    socket.on("join", handler(request -> socket.join(request.first("room"))));
    socket.on(
        "to_room",
        handler(
            request -> socket.namespace().to(request.field("room")).emit("msg", request.data())));
  }

  private static void greet(Socket socket) {
    socket.emit("auth", socket.handshake().auth());
  }

  private void on(String event, Operation operation) {
    handlers.put(event, handler(operation));
  }

  private void echoes() {
    on("echo", ReferenceEvents::echo);
    on("message-with-ack", ReferenceEvents::echo);
  }

  private static CompletionStage<List<?>> echo(Request request) {
    return values(request.args().all().toArray());
  }

  private static CompletionStage<List<?>> sendBack(Socket socket, Request request) {
    socket.emit("message-back", request.args().all().toArray());
    return values(true);
  }

  private void emits() {
    on("my_event", request -> io.to(request.field("sid")).emit("my_event", request.object()));
    on("to_room", request -> io.to(request.field("room")).emit("msg", request.data()));
    on("emit_sid", request -> io.to(request.field("sid")).emit("msg", request.data()));
    on("bcast", request -> io.emit("msg", request.args().all().toArray()));
    on("to_rooms", request -> audience(request).emit(event(request), request.data()));
  }

  private void asks() {
    on(
        "ask",
        request ->
            io.to(request.field("sid"))
                .timeout(request.timeout())
                .emitWithAck("ask", request.data())
                .thenApply(responses -> responses.single().all()));
    on(
        "ask_room",
        request ->
            io.to(request.field("room"))
                .timeout(request.timeout())
                .emitWithAck("ask", request.data())
                .thenApply(responses -> List.of(answers(responses))));
  }

  /** Emits {@code msg} 0 to {@code count} - 1 to a socket, then disconnects its client. */
  private CompletionStage<List<?>> kick(Request request) {
    BroadcastOperator socket = io.to(request.field("sid"));
    CompletionStage<Void> emitted = CompletableFuture.completedStage(null);
    for (int i = 0; i < request.object().get("count").integer().orElse(0); i++) {
      CompletionStage<Void> one = socket.emit("msg", i);
      emitted = emitted.thenCompose(done -> one);
    }
    return emitted.thenCombine(doneEverywhere(socket.disconnectSockets(true)), (done, all) -> all);
  }

  /**
   * Returns the audience of a request: its rooms (none: all sockets) except others, on this node
   * only if {@code local} is true.
   */
  private BroadcastOperator audience(Request request) {
    String[] rooms = request.names("rooms");
    BroadcastOperator others = io.except(request.names("except"));
    BroadcastOperator audience = rooms.length == 0 ? others : others.to(rooms);
    return request.object().get("local").bool().orElse(false) ? audience.local() : audience;
  }

  private static Map<String, Object> answers(AckResponses responses) {
    return Map.of(
        "answers",
        responses.answers().stream().map(answer -> answer.json(0)).toList(),
        "missing",
        responses.unacknowledged(),
        "missing_nodes",
        responses.missingNodes());
  }

  private List<String> nodeIds() {
    return io.nodes().stream().map(node -> node.id().text()).toList();
  }

  private static String event(Request request) {
    return request.object().get("event").string().orElse("msg");
  }
}
