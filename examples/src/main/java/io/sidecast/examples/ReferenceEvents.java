package io.sidecast.examples;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import io.sidecast.SocketIoServer;
import io.sidecast.socket.AckResponses;
import io.sidecast.socket.Arguments;
import io.sidecast.socket.BroadcastOperator;
import io.sidecast.socket.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The events of the reference node. Each acknowledges what it is for, or {@code true}, once it is
 * done, and {@code {"error": …}} if it could not be done.
 */
final class ReferenceEvents {

  private static final Logger log = LoggerFactory.getLogger(ReferenceEvents.class);
  private static final int ASK_MILLIS = 10_000;

  private final SocketIoServer io;

  /** What an event does; the stage has the values of its acknowledgement. */
  @FunctionalInterface
  private interface Operation {
    CompletionStage<List<?>> run(Arguments args);
  }

  ReferenceEvents(SocketIoServer io) {
    this.io = io;
  }

  void register() {
    io.onConnection(this::connected);
    io.of("/custom").onConnection(ReferenceEvents::greet);
  }

  private void connected(Socket socket) {
    greet(socket);
    echoes(socket);
    rooms(socket);
    emits(socket);
    on(socket, "nodes", args -> values(nodeIds()));
    on(socket, "stats", args -> values(NodeReport.of(io)));
  }

  private static void greet(Socket socket) {
    socket.emit("auth", socket.handshake().auth());
  }

  private void echoes(Socket socket) {
    on(socket, "echo", args -> values(args.all().toArray()));
    on(socket, "message-with-ack", args -> values(args.all().toArray()));
    on(
        socket,
        "message",
        args -> {
          socket.emit("message-back", args.all().toArray());
          return values(true);
        });
  }

  private void rooms(Socket socket) {
    on(socket, "join", args -> done(socket.join(text(args.json(0), "room"))));
    on(socket, "leave", args -> done(socket.leave(text(args.json(0), "room"))));
  }

  private void emits(Socket socket) {
    on(socket, "my_event", args -> done(io.to(field(args, "sid")).emit("my_event", args.json(0))));
    on(socket, "to_room", args -> done(io.to(field(args, "room")).emit("msg", data(args))));
    on(socket, "emit_sid", args -> done(io.to(field(args, "sid")).emit("msg", data(args))));
    on(socket, "bcast", args -> done(io.emit("msg", args.all().toArray())));
    on(socket, "to_rooms", args -> done(audience(args.json(0)).emit(event(args), data(args))));
    on(
        socket,
        "ask",
        args ->
            io.to(field(args, "sid"))
                .timeout(timeout(args))
                .emitWithAck("ask", data(args))
                .thenApply(responses -> responses.single().all()));
    on(
        socket,
        "ask_room",
        args ->
            io.to(field(args, "room"))
                .timeout(timeout(args))
                .emitWithAck("ask", data(args))
                .thenApply(responses -> List.of(answers(responses))));
  }

  /** Rooms (none: everybody), without others, on this node only if {@code local} is true. */
  private BroadcastOperator audience(JsonNode request) {
    BroadcastOperator audience = io.to(names(request.path("rooms")));
    audience = audience.except(names(request.path("except")));
    return request.path("local").asBoolean() ? audience.local() : audience;
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

  private static void on(Socket socket, String event, Operation operation) {
    socket.on(
        event,
        (args, ack) ->
            start(operation, args)
                .whenComplete(
                    (values, failure) -> {
                      if (failure == null) {
                        ack.send(values.toArray());
                      } else if (ack.isRequested()) {
                        ack.send(Map.of("error", Terminal.message(failure)));
                      } else {
                        log.warn("{} failed: {}", event, Terminal.message(failure));
                      }
                    }));
  }

  private static CompletionStage<List<?>> start(Operation operation, Arguments args) {
    try {
      return operation.run(args);
    } catch (RuntimeException wrongRequest) {
      return CompletableFuture.failedStage(wrongRequest);
    }
  }

  private static CompletionStage<List<?>> values(Object... values) {
    return CompletableFuture.completedStage(List.of(values));
  }

  private static CompletionStage<List<?>> done(CompletionStage<Void> stage) {
    return stage.thenApply(nothing -> List.of(true));
  }

  private static String field(Arguments args, String name) {
    return text(args.json(0).path(name), name);
  }

  private static String text(JsonNode value, String name) {
    if (!value.isTextual()) {
      throw new IllegalArgumentException(name + " is missing or not a string");
    }
    return value.textValue();
  }

  private static String event(Arguments args) {
    return args.json(0).path("event").asText("msg");
  }

  private static JsonNode data(Arguments args) {
    JsonNode data = args.json(0).get("data");
    return data == null ? NullNode.instance : data;
  }

  private static Duration timeout(Arguments args) {
    return Duration.ofMillis(args.json(0).path("timeout").asLong(ASK_MILLIS));
  }

  private static String[] names(JsonNode array) {
    var names = new String[array.size()];
    for (int i = 0; i < names.length; i++) {
      names[i] = text(array.get(i), "a room");
    }
    return names;
  }
}
