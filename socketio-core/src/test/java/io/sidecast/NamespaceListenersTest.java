package io.sidecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sidecast.connection.DisconnectReason;
import io.sidecast.limit.Limit;
import io.sidecast.socket.Ack;
import io.sidecast.socket.AckArguments;
import io.sidecast.socket.Arguments;
import io.sidecast.socket.HandlerMode;
import io.sidecast.socket.Namespace;
import io.sidecast.socket.ParentNamespace;
import io.sidecast.socket.Socket;
import io.sidecast.socket.SocketAckEventHandler;
import io.sidecast.socket.TypeRef;
import java.security.Principal;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Listeners of namespaces and parent namespaces, for the events of all their sockets. */
@ParameterizedClass
@EnumSource(HandlerMode.class)
class NamespaceListenersTest {

  private final HandlerMode mode;
  private final BlockingQueue<String> seen = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> errors = new LinkedBlockingQueue<>();
  private SocketIoServer server;

  NamespaceListenersTest(HandlerMode mode) {
    this.mode = mode;
  }

  private void start(UnaryOperator<SocketIoServerBuilder> options) {
    var builder =
        SocketIoServer.builder()
            .port(0)
            .host("127.0.0.1")
            .broker("none")
            .handlers(mode)
            .onError(
                (socket, occasion, error) ->
                    errors.add(socket.id() + " " + occasion + ": " + error.getMessage()));
    server = options.apply(builder).build();
    server.on("fence", (socket, args, ack) -> ack.send());
    server.start();
  }

  private void start() {
    start(UnaryOperator.identity());
  }

  @AfterEach
  void close() {
    server.close();
  }

  /** Ensures that the server has handled all earlier packets of the client. */
  private static void fence(WireClient client) {
    client.send("2999[\"fence\"]");
    assertThat(client.text()).isEqualTo("3999[]");
  }

  private List<String> drain() {
    List<String> all = new ArrayList<>();
    seen.drainTo(all);
    return all;
  }

  @Test
  void everyShapeReceivesItsSocket() {
    start();
    var numbers = new TypeRef<List<Integer>>() {};
    server.on("a", Integer.class, (socket, number) -> seen.add(socket.id() + " " + (number + 1)));
    server.on("b", numbers, (socket, all) -> seen.add(socket.id() + " " + (all.get(0) + 1)));
    server.on("c", (socket, args) -> seen.add(socket.id() + " " + args));
    server.on("d", Integer.class, (socket, number, ack) -> ack.send(socket.id(), number + 1));
    server.on("e", numbers, (socket, all, ack) -> ack.send(socket.id(), all.get(0) + 1));
    server.on("f", (socket, args, ack) -> ack.send(socket.id(), args.size()));
    try (var one = new WireClient(server);
        var two = new WireClient(server)) {
      String first = one.connect("");
      String second = two.connect("");
      one.send("2[\"a\",1]");
      one.send("2[\"b\",[2]]");
      one.send("2[\"c\",3,4]");
      fence(one);
      two.send("2[\"a\",5]");
      fence(two);
      assertThat(drain())
          .containsExactly(first + " 2", first + " 3", first + " [3, 4]", second + " 6");
      one.send("21[\"d\",1]");
      assertThat(one.text()).isEqualTo("31[\"" + first + "\",2]");
      two.send("22[\"e\",[2]]");
      assertThat(two.text()).isEqualTo("32[\"" + second + "\",3]");
      one.send("23[\"f\",1,2]");
      assertThat(one.text()).isEqualTo("33[\"" + first + "\",2]");
    }
  }

  @Test
  void returnValueOfAListenerIsTheAck() {
    start();
    var later = new CompletableFuture<String>();
    var numbers = TypeRef.of(new TypeRef<List<Integer>>() {}.type());
    server.answer("double", Integer.class, (socket, number) -> 2 * number);
    server.answer("sizes", numbers, (socket, all) -> ((List<?>) all).get(0) instanceof Integer);
    server.answer("nothing", (socket, args) -> null);
    server.answer("several", (socket, args) -> AckArguments.of(1, null, "two"));
    server.answer("later", (socket, args) -> later);
    server.answer(
        "fail",
        (socket, args) -> CompletableFuture.failedStage(new IllegalStateException("not now")));
    try (var client = new WireClient(server)) {
      String id = client.connect("");
      client.send("21[\"double\",21]");
      assertThat(client.text()).isEqualTo("31[42]");
      client.send("22[\"sizes\",[7]]");
      assertThat(client.text()).isEqualTo("32[true]");
      client.send("23[\"nothing\"]");
      assertThat(client.text()).isEqualTo("33[]");
      client.send("26[\"several\"]");
      assertThat(client.text()).isEqualTo("36[1,null,\"two\"]");
      client.send("24[\"later\"]");
      client.send("25[\"fail\"]");
      fence(client);
      later.complete("done");
      assertThat(client.text()).isEqualTo("34[\"done\"]");
      assertThat(errors).containsExactly(id + " event fail: not now");
    }
  }

  @Test
  void middlewareOfAllNamespacesRunsFirstAndSetsThePrincipal() {
    start(
        builder ->
            builder.middleware(
                socket -> {
                  String name = socket.handshake().query("name").orElseThrow();
                  socket.authenticate(() -> name + " in " + socket.namespace().name());
                }));
    server.of("chat").use(socket -> seen.add(socket.principal().orElseThrow().getName()));
    server.of(Pattern.compile("/room-.*")).answer("name", NamespaceListenersTest::nameOf);
    server.answer("name", NamespaceListenersTest::nameOf);
    try (var client = new WireClient(server, "&name=Ada")) {
      client.connect("");
      client.send("21[\"name\"]");
      assertThat(client.text()).isEqualTo("31[\"Ada in /\"]");
      client.connect("/chat");
      assertThat(seen.poll()).isEqualTo("Ada in /chat");
      client.connect("/room-7");
      client.send("2/room-7,2[\"name\"]");
      assertThat(client.text()).isEqualTo("3/room-7,2[\"Ada in /room-7\"]");
    }
  }

  @Test
  void listenerForANameThatNoClientCanSendIsAnError() {
    start();
    assertThatThrownBy(() -> server.on("disconnect", (socket, args) -> seen.add("never")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("'disconnect' is no event of a client: use onDisconnect of the socket");
    assertThatThrownBy(() -> server.of("chat").answer("connection", (socket, args) -> null))
        .hasMessage("'connection' is no event of a client: use onConnection");
    var thrown = new CompletableFuture<String>();
    server.onConnection(
        socket -> {
          try {
            socket.once("disconnecting", () -> seen.add("never"));
          } catch (IllegalArgumentException refused) {
            thrown.complete(refused.getMessage());
          }
        });
    try (var client = new WireClient(server)) {
      client.connect("");
      assertThat(thrown.orTimeout(20, TimeUnit.SECONDS).join())
          .isEqualTo("'disconnecting' is no event of a client: use onDisconnecting of the socket");
    }
  }

  private static String nameOf(Socket socket, Arguments args) {
    return socket.principal().map(Principal::getName).orElse("nobody");
  }

  @Test
  void listenersRunInOrderBeforeThoseOfTheSocket() {
    start();
    server.onConnection(
        socket -> {
          socket.on("e", () -> seen.add("socket"));
          socket.onAny((event, args) -> seen.add("any " + event));
          socket.use((event, args) -> seen.add("middleware " + event));
        });
    server.on(
        "e",
        (socket, args) -> {
          seen.add("first");
          socket.on("e", () -> seen.add("added"));
        });
    server.on("e", (socket, args) -> seen.add("second"));
    try (var client = new WireClient(server)) {
      client.connect("");
      client.send("2[\"e\"]");
      fence(client);
      assertThat(drain())
          .containsExactly(
              "middleware e",
              "any e",
              "first",
              "second",
              "socket",
              "middleware fence",
              "any fence");
      client.send("2[\"e\"]");
      fence(client);
      assertThat(drain()).containsSequence("first", "second", "socket", "added");
    }
  }

  @Test
  void connectedSocketsReceiveLaterListenersUntilTheyAreRemoved() {
    start();
    try (var client = new WireClient(server)) {
      client.connect("");
      SocketAckEventHandler<Arguments> twice = (socket, args, ack) -> seen.add("twice");
      var first = server.on("e", twice);
      server.on("e", (socket, args) -> seen.add("other"));
      server.on("e", twice);
      client.send("2[\"e\"]");
      fence(client);
      assertThat(drain()).containsExactly("twice", "other", "twice");
      first.cancel();
      first.cancel();
      client.send("2[\"e\"]");
      fence(client);
      assertThat(drain()).containsExactly("other", "twice");
      server.off("e");
      client.send("2[\"e\"]");
      fence(client);
      assertThat(drain()).isEmpty();
      server.on("e", (socket, args) -> seen.add("again"));
      client.send("2[\"e\"]");
      fence(client);
      assertThat(drain()).containsExactly("again");
    }
  }

  @Test
  void aMiddlewareOfTheSocketStopsAnEvent() {
    start(options -> options.ackOnError("refused"));
    server.onConnection(
        socket ->
            socket.use(
                (event, args) -> {
                  if (event.equals("bad")) {
                    throw new IllegalArgumentException("not allowed");
                  }
                }));
    server.on("bad", (socket, args, ack) -> ack.send("never"));
    try (var client = new WireClient(server)) {
      String id = client.connect("");
      client.send("21[\"bad\"]");
      assertThat(client.text()).isEqualTo("31[\"refused\"]");
      fence(client);
      assertThat(errors).containsExactly(id + " middleware of event bad: not allowed");
    }
  }

  @Test
  void aListenerThatThrowsIsReportedAndStopsNoOther() {
    start(options -> options.ackOnError("failed"));
    server.onConnection(socket -> socket.on("e", () -> seen.add("socket")));
    server.on(
        "e",
        (socket, args) -> {
          throw new StackOverflowError("too deep");
        });
    server.on("e", Integer.class, (socket, number, ack) -> seen.add("never"));
    server.on("e", (socket, args) -> seen.add("last"));
    try (var client = new WireClient(server)) {
      String id = client.connect("");
      client.send("21[\"e\",\"text\"]");
      assertThat(client.text()).isEqualTo("31[\"failed\"]");
      fence(client);
      assertThat(drain()).containsExactly("last", "socket");
      assertThat(errors.poll()).isEqualTo(id + " event e: too deep");
      assertThat(errors.poll()).startsWith(id + " event e: ").contains("Integer");
      assertThat(errors).isEmpty();
    }
  }

  @Test
  void acknowledgementsThatListenersKeepAreOwed() throws Exception {
    BlockingQueue<Ack> owed = new LinkedBlockingQueue<>();
    BlockingQueue<DisconnectReason> ended = new LinkedBlockingQueue<>();
    start(options -> options.limit(Limit.OWED_ACKS, 2));
    server.onConnection(socket -> socket.onDisconnect(ended::add));
    server.on("later", (socket, args, ack) -> owed.add(ack));
    server.on("never", (socket, args) -> {});
    server.on("never", String.class, (socket, text) -> {});
    try (var client = new WireClient(server)) {
      client.connect("");
      IntStream.range(0, 10).forEach(i -> client.send("2" + i + "[\"never\",\"text\"]"));
      client.send("210[\"later\"]");
      client.send("211[\"later\"]");
      fence(client);
      owed.remove().send();
      assertThat(client.text()).isEqualTo("310[]");
      client.send("212[\"later\"]");
      fence(client);
      client.sendLate("213[\"later\"]");
      client.awaitClose();
      assertThat(ended.poll(20, TimeUnit.SECONDS)).isEqualTo(DisconnectReason.LIMIT_EXCEEDED);
    }
  }

  @Test
  void eventsThatArrivedAreHandledBeforeTheEndOfTheirSocket() throws Exception {
    start();
    var connected = new CompletableFuture<Void>();
    var ended = new CompletableFuture<Void>();
    server.onConnection(
        socket -> {
          socket.onDisconnect(reason -> ended.complete(null));
          connected.complete(null);
        });
    server.on(
        "number",
        Integer.class,
        (socket, number) -> seen.add(number + (ended.isDone() ? " late" : "")));
    try (var client = new WireClient(server)) {
      client.connect("");
      connected.get(20, TimeUnit.SECONDS);
      for (int i = 0; i < 500; i++) {
        client.send("2[\"number\"," + i + "]");
      }
      client.send("1");
      ended.get(20, TimeUnit.SECONDS);
      assertThat(drain())
          .containsExactlyElementsOf(IntStream.range(0, 500).mapToObj(String::valueOf).toList());
    }
  }

  @Test
  void otherNamespacesHaveListenersOfTheirOwn() {
    start();
    Namespace chat = server.of("/chat");
    chat.on("e", (socket, args, ack) -> ack.send(socket.namespace().name()));
    server.on("e", (socket, args, ack) -> ack.send("root"));
    try (var client = new WireClient(server)) {
      client.connect("");
      client.connect("/chat");
      client.send("2/chat,1[\"e\"]");
      assertThat(client.text()).isEqualTo("3/chat,1[\"/chat\"]");
      client.send("22[\"e\"]");
      assertThat(client.text()).isEqualTo("32[\"root\"]");
    }
  }

  @Test
  void childrenInheritTheListenersOfTheirParent() {
    start();
    ParentNamespace family = server.of(Pattern.compile("/t.*"));
    family.on("handled", (socket, args, ack) -> ack.send());
    family.onConnection(socket -> socket.on("e", () -> seen.add("socket")));
    var early = family.on("e", (socket, args) -> seen.add(socket.namespace().name()));
    try (var client = new WireClient(server)) {
      client.connect("");
      client.connect("/t1");
      Namespace child = server.of("/t1");
      child.on("e", (socket, args) -> seen.add("child"));
      family.on("e", (socket, args) -> seen.add("late"));
      client.connect("/t2");
      send(client, "/t1", "/t2");
      assertThat(drain())
          .containsExactly("/t1", "late", "child", "socket", "/t2", "late", "socket");
      early.cancel();
      child.off("e");
      send(client, "/t1", "/t2");
      assertThat(drain()).containsExactly("late", "socket", "late", "socket");
      family.off("e");
      send(client, "/t1");
      assertThat(drain()).containsExactly("socket");
    }
  }

  /** Sends an event to each namespace, and waits until it is handled. */
  private static void send(WireClient client, String... namespaces) {
    for (String name : namespaces) {
      client.send("2" + name + ",[\"e\"]");
      client.send("2" + name + ",7[\"handled\"]");
      assertThat(client.text()).isEqualTo("3" + name + ",7[]");
    }
  }

  @Test
  void aChildWithListenersOfItsOwnIsKept() throws Exception {
    start(options -> options.limit(Limit.CHILD_NAMESPACES, 1));
    ParentNamespace family = server.of(Pattern.compile("/t.*"));
    BlockingQueue<Socket> connected = new LinkedBlockingQueue<>();
    family.onConnection(connected::add);
    try (var client = new WireClient(server)) {
      client.connect("/t1");
      Socket socket = connected.poll(20, TimeUnit.SECONDS);
      assertThat(socket).isNotNull();
      socket.namespace().on("e", (one, args) -> {});
      client.send("1/t1,");
      client.send("0/t2,");
      assertThat(client.text()).isEqualTo("4/t2,{\"message\":\"too many namespaces\"}");
    }
  }
}
