package io.sidecast.examples.chat;

import io.sidecast.SocketIoServer;
import io.sidecast.cluster.NodeInfo;
import io.sidecast.socket.Arguments;
import io.sidecast.socket.BroadcastOperator;
import io.sidecast.socket.ConnectRefusedException;
import io.sidecast.socket.Namespace;
import io.sidecast.socket.NoAckException;
import io.sidecast.socket.Socket;
import io.sidecast.socket.TypeRef;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The events of the chat, in the namespace {@value #NAMESPACE}. A person is in one room at a time.
 *
 * <p>The servers share no memory. Who is where is read from the data of the sockets. Each server
 * keeps the messages of its own clients, and a person who joins a room receives those of all
 * servers. They are forgotten when the room is empty. Thread-safe.
 */
public final class Chat {

  private static final String NAMESPACE = "/chat";
  private static final int MAX_NAME = 24;
  private static final int MAX_ROOM = 24;
  private static final Duration DELIVERY = Duration.ofSeconds(5);
  private static final Pattern SID = Pattern.compile("[A-Za-z0-9_-]{20}");
  private static final TypeRef<List<Said>> MESSAGES = new TypeRef<>() {};

  private final SocketIoServer io;
  private final Namespace chat;
  private final History history = new History();

  /** The part of {@code auth} that the chat reads. */
  private record Login(@Nullable String name) {}

  /**
   * The people of all servers.
   *
   * @param all everybody, in no particular order
   * @param nodes the labels of the servers, that of this one first
   * @param missing the number of servers that have not reported
   */
  private record People(List<Person> all, List<String> nodes, int missing) {}

  /** The answer to a person who has joined a room. */
  private record Joined(People people, List<Said> history) {}

  /** The answer to an event that had no effect, or not the whole. */
  private record Problem(String error) {}

  private Chat(SocketIoServer io) {
    this.io = io;
    this.chat = io.of(NAMESPACE);
  }

  /**
   * Adds the chat to a server. Called before the server starts.
   *
   * @param io the server
   */
  public static void register(SocketIoServer io) {
    new Chat(io).register();
  }

  private void register() {
    chat.use(this::login);
    chat.onConnection(socket -> socket.onDisconnect(reason -> left(socket)));
    answer("join", String.class, this::join);
    answer("say", Message.class, this::say);
    chat.on("typing", (socket, args) -> typing(socket, args.get(0, String.class)));
    chat.onServerSideEmit("history", (args, ack) -> ack.send(history.of(roomIn(args))));
    chat.onServerSideEmit("forget", args -> history.forget(roomIn(args)));
    io.onNodeJoined(node -> updatePeople());
    io.onNodeLeft(node -> updatePeople());
    io.onNodeLeft(node -> history.rooms().forEach(this::forgetIfEmpty));
  }

  private void login(Socket socket) {
    try {
      String name = socket.handshake().auth(Login.class).name();
      socket.data().put(Person.NAME, Texts.requireLine("a name", name, MAX_NAME));
      socket.data().put(Person.NODE, labels().get(0));
    } catch (IllegalArgumentException wrong) {
      throw new ConnectRefusedException(String.valueOf(wrong.getMessage()));
    }
  }

  private CompletionStage<Joined> join(Socket socket, String name) {
    String room = Texts.requireLine("a room", name, MAX_ROOM);
    if (!room.equals(socket.data().get(Person.ROOM))) {
      leaveRoom(socket);
    }
    socket.data().put(Person.ROOM, room);
    return socket
        .join(members(room))
        .thenCompose(joined -> chat.emit("person", Person.of(socket)))
        .thenCompose(emitted -> people().thenCombine(messages(room), Joined::new));
  }

  private CompletionStage<People> people() {
    return chat.fetchSockets()
        .thenApply(
            found ->
                new People(
                    found.value().stream().map(Person::of).toList(),
                    labels(),
                    found.missingNodes().size()));
  }

  /** Collects the last messages of a room from all servers. */
  private CompletionStage<List<Said>> messages(String room) {
    return chat.serverSideEmitWithAck("history", room)
        .thenApply(
            others ->
                Stream.concat(
                    history.of(room).stream(), others.value().stream().flatMap(Chat::messagesIn)))
        .thenApply(History::last);
  }

  private CompletionStage<Said> say(Socket socket, Message message) {
    String text = message.checkedText();
    String id = UUID.randomUUID().toString();
    long now = System.currentTimeMillis();
    var said = new Said(id, Person.of(socket), message.to(), text, message.image(), now);
    return message.to() == null ? sayToRoom(socket, said) : sayTo(message.to(), said);
  }

  private CompletionStage<Said> sayToRoom(Socket socket, Said said) {
    String room = roomOf(socket);
    history.add(room, said);
    return socket.to(members(room)).emit("said", said).thenApply(emitted -> said);
  }

  /** Sends a message to one socket of any server, and waits until its client has received it. */
  private CompletionStage<Said> sayTo(String sid, Said said) {
    return chat.to(requireSid(sid))
        .timeout(DELIVERY)
        .emitWithAck("said", said)
        .thenApply(
            responses -> {
              responses.single();
              return said;
            });
  }

  /** Notifies one socket, or the others of the room, that a person types. */
  private void typing(Socket socket, @Nullable String sid) {
    BroadcastOperator readers =
        sid == null ? socket.to(members(roomOf(socket))) : chat.to(requireSid(sid));
    readers.asVolatile().emit("typing", Person.of(socket), sid != null);
  }

  private void left(Socket socket) {
    chat.emit("left", socket.id());
    leaveRoom(socket);
  }

  private void leaveRoom(Socket socket) {
    String room = (String) socket.data().remove(Person.ROOM);
    if (room != null) {
      socket.leave(members(room)).thenRun(() -> forgetIfEmpty(room));
    }
  }

  /** Updates the people of this server's clients. A killed server emits no event. */
  private void updatePeople() {
    people().thenAccept(people -> chat.local().emit("people", people));
  }

  private void forgetIfEmpty(String room) {
    chat.in(members(room))
        .count()
        .thenAccept(
            count -> {
              if (count.isComplete() && count.value() == 0) {
                history.forget(room);
                chat.serverSideEmit("forget", room);
              }
            });
  }

  /** Adds a handler whose failure is answered with its reason. */
  private <T> void answer(
      String event, Class<T> type, BiFunction<Socket, T, CompletionStage<?>> handler) {
    chat.answer(
        event,
        type,
        (socket, value) -> {
          try {
            return handler
                .apply(socket, value)
                .handle((result, failure) -> failure == null ? result : problem(failure));
          } catch (IllegalArgumentException wrong) {
            return problem(wrong);
          }
        });
  }

  private static Problem problem(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException
            ? Objects.requireNonNullElse(failure.getCause(), failure)
            : failure;
    return new Problem(
        cause instanceof NoAckException
            ? "nobody with this id has received it"
            : String.valueOf(cause.getMessage()));
  }

  private List<String> labels() {
    return io.nodes().stream().map(NodeInfo::label).toList();
  }

  /** Returns the room of Socket.IO for a room of the chat. It never is the id of a socket. */
  private static String members(String room) {
    return "members of " + room;
  }

  private static String roomOf(Socket socket) {
    String room = (String) socket.data().get(Person.ROOM);
    if (room == null) {
      throw new IllegalArgumentException("join a room first");
    }
    return room;
  }

  private static String requireSid(String sid) {
    if (!SID.matcher(sid).matches()) {
      throw new IllegalArgumentException("the id of a socket has 20 letters and digits");
    }
    return sid;
  }

  private static String roomIn(Arguments args) {
    return Objects.requireNonNull(args.get(0, String.class), "the event names no room");
  }

  private static Stream<Said> messagesIn(Arguments args) {
    return Objects.requireNonNull(args.get(0, MESSAGES), "the answer has no messages").stream();
  }
}
