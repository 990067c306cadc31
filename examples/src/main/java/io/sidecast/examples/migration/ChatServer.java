package io.sidecast.examples.migration;

import io.sidecast.SocketIoServer;
import io.sidecast.SocketIoServerBuilder;
import io.sidecast.connection.DisconnectReason;
import io.sidecast.http.CorsSettings;
import io.sidecast.socket.ConnectRefusedException;
import io.sidecast.socket.Namespace;
import io.sidecast.socket.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** A chat with rooms and votes. Thread-safe. */
public final class ChatServer {

  private static final Map<String, String> USERS = Map.of("token-ada", "Ada", "token-bob", "Bob");

  record Message(String room, String text) {}

  record Said(String name, String room, String text) {}

  record Outcome(List<String> votes, int missing) {}

  private final Namespace chat;

  private ChatServer(SocketIoServer io) {
    this.chat = io.of("/chat");
  }

  static SocketIoServer create(SocketIoServerBuilder builder) {
    SocketIoServer io = builder.cors(CorsSettings.origins("https://chat.example")).build();
    new ChatServer(io).register();
    return io;
  }

  private void register() {
    chat.use(ChatServer::authenticate);
    chat.onConnection(
        socket -> {
          socket.answer("join", String.class, room -> join(socket, room));
          socket.answer("say", Message.class, message -> say(socket, message));
          socket.on(
              "typing",
              String.class,
              room -> socket.to(room).asVolatile().emit("typing", name(socket)));
          socket.answer("who", String.class, this::who);
          socket.answer("vote", Message.class, this::vote);
          socket.onDisconnecting(reason -> left(socket, reason));
        });
  }

  private static void authenticate(Socket socket) {
    String token = socket.handshake().auth().get("token").string().orElse("");
    String name = USERS.get(token);
    if (name == null) {
      throw new ConnectRefusedException("unauthorized", Map.of("reason", "token"));
    }
    socket.data().put("name", name);
  }

  private static CompletionStage<String> join(Socket socket, String room) {
    return socket
        .join(room)
        .thenApply(
            joined -> {
              socket.to(room).emit("joined", room, name(socket));
              return room;
            });
  }

  private Map<String, ?> say(Socket socket, Message message) {
    if (!socket.rooms().contains(message.room())) {
      return Map.of("error", "join the room first");
    }
    chat.to(message.room()).emit("said", new Said(name(socket), message.room(), message.text()));
    return Map.of("ok", true);
  }

  private CompletionStage<List<String>> who(String room) {
    return chat.in(room)
        .fetchSockets()
        .thenApply(
            found ->
                found.value().stream()
                    .map(each -> each.data().get("name").string().orElse("?"))
                    .sorted()
                    .toList());
  }

  private CompletionStage<Outcome> vote(Message question) {
    return chat.in(question.room())
        .timeout(Duration.ofSeconds(2))
        .emitWithAck("question", question.text())
        .thenApply(
            responses ->
                new Outcome(
                    responses.answers().stream().map(each -> each.get(0, String.class)).toList(),
                    responses.unacknowledged()));
  }

  private static void left(Socket socket, DisconnectReason reason) {
    for (String room : socket.rooms()) {
      if (!room.equals(socket.id())) {
        socket.to(room).emit("left", room, name(socket), reason.toString());
      }
    }
  }

  private static String name(Socket socket) {
    return String.valueOf(socket.data().get("name"));
  }

  /**
   * Serves until the process ends.
   *
   * @param args the URI of a broker; without it {@code SIDECAST_BROKER} names one
   */
  public static void main(String[] args) {
    SocketIoServerBuilder builder = SocketIoServer.builder().port(3000);
    SocketIoServer io = create(args.length > 0 ? builder.broker(args[0]) : builder);
    Runtime.getRuntime().addShutdownHook(new Thread(io::close));
    io.start();
  }
}
