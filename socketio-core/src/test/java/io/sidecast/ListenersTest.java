package io.sidecast;

import static org.assertj.core.api.Assertions.assertThat;

import io.sidecast.socket.AckEventHandler;
import io.sidecast.socket.AnyEventHandler;
import io.sidecast.socket.Arguments;
import io.sidecast.socket.HandlerMode;
import io.sidecast.socket.Socket;
import io.sidecast.socket.Subscription;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Catch-all listeners, once and off, event middlewares, acknowledgements, disconnecting. */
@ParameterizedClass
@EnumSource(HandlerMode.class)
class ListenersTest {

  private final BlockingQueue<String> seen = new LinkedBlockingQueue<>();
  private final EchoServer echo;
  private final SocketIoServer server;

  ListenersTest(HandlerMode mode) {
    echo = new EchoServer(mode);
    server = echo.server;
  }

  private WireClient client;
  private Socket socket;

  @BeforeEach
  void connect() throws Exception {
    echo.start();
    client = new WireClient(server);
    client.connect("");
    socket = echo.socket();
    socket.on("fence", (args, ack) -> ack.send());
  }

  @AfterEach
  void close() {
    client.close();
    server.close();
  }

  /** Ensures that the server has handled all earlier packets of the client. */
  private void fence() {
    client.send("29[\"fence\"]");
    assertThat(client.text()).isEqualTo("39[]");
  }

  @Test
  void onceReceivesOneEvent() {
    socket.once("e", Integer.class, number -> seen.add("typed " + number));
    socket.once("e", () -> seen.add("plain"));
    socket.once("e", (args, ack) -> ack.send(args.size()));
    client.send("21[\"e\",5]");
    assertThat(client.text()).isEqualTo("31[1]");
    client.send("22[\"e\",6]");
    fence();
    assertThat(seen).containsExactly("typed 5", "plain");
  }

  @Test
  void offAndCancelEndTheListening() {
    var first = socket.on("e", () -> seen.add("first"));
    socket.on("e", () -> seen.add("second"));
    client.send("2[\"e\"]");
    fence();
    first.cancel();
    first.cancel();
    client.send("2[\"e\"]");
    fence();
    socket.off("e");
    client.send("2[\"e\"]");
    fence();
    assertThat(seen).containsExactly("first", "second", "second");
    socket.on("e", () -> seen.add("third"));
    socket.off();
    socket.on("fence", (args, ack) -> ack.send());
    client.send("2[\"e\"]");
    fence();
    assertThat(seen).hasSize(3);
  }

  @Test
  void cancellingTwiceKeepsTheSameHandlerOfAnotherHandle() {
    AckEventHandler<Arguments> handler = (args, ack) -> seen.add("handler");
    AnyEventHandler any = (event, args) -> seen.add("any " + event);
    AnyEventHandler outgoing = (event, args) -> seen.add("outgoing " + event);
    var handles =
        List.of(socket.on("e", handler), socket.onAny(any), socket.onAnyOutgoing(outgoing));
    socket.on("e", handler);
    socket.onAny(any);
    socket.onAnyOutgoing(outgoing);
    handles.forEach(Subscription::cancel);
    handles.forEach(Subscription::cancel);
    client.send("2[\"e\"]");
    fence();
    socket.emit("out");
    assertThat(client.text()).isEqualTo("2[\"out\"]");
    fence();
    assertThat(seen).containsExactly("any e", "handler", "any fence", "outgoing out", "any fence");
  }

  @Test
  void handleRemovesItsOwnRegistrationOfAHandler() {
    AckEventHandler<Arguments> twice = (args, ack) -> seen.add("twice");
    socket.on("e", twice);
    socket.on("e", () -> seen.add("other"));
    var last = socket.on("e", twice);
    last.cancel();
    client.send("2[\"e\"]");
    fence();
    assertThat(seen).containsExactly("twice", "other");
  }

  @Test
  void catchAllListenersReceiveEveryEventInOrderBeforeTheOthers() {
    socket.on("e", () -> seen.add("listener"));
    socket.onAny((event, args) -> seen.add("any " + event + args));
    socket.prependAny((event, args) -> seen.add("prepended " + event));
    client.send("2[\"e\",1]");
    client.send("2[\"nobody listens\"]");
    fence();
    assertThat(seen)
        .containsSubsequence("prepended e", "any e[1]", "listener", "prepended nobody listens");
    socket.offAny();
    seen.clear();
    client.send("2[\"e\"]");
    fence();
    assertThat(seen).containsExactly("listener");
  }

  @Test
  void outgoingEventsReachTheirListeners() {
    socket.onAnyOutgoing((event, args) -> seen.add(event + args));
    socket.prependAnyOutgoing((event, args) -> seen.add("first " + event));
    socket.emit("direct", 1);
    server.emit("broadcast", "x", new byte[] {1});
    for (int i = 0; i < 3; i++) {
      client.next();
    }
    fence();
    assertThat(seen)
        .containsExactly(
            "first direct", "direct[1]", "first broadcast", "broadcast[\"x\", \"AQ==\"]");
    socket.offAnyOutgoing();
    socket.emit("direct", 2);
    client.next();
    fence();
    assertThat(seen).hasSize(4);
  }

  @Test
  void aMiddlewareStopsAnEvent() {
    socket.use((event, args) -> seen.add("checked " + event));
    socket.use(
        (event, args) -> {
          if (event.equals("bad")) {
            throw new IllegalArgumentException("not allowed");
          }
        });
    socket.onAny((event, args) -> seen.add("any " + event));
    socket.on("bad", (args, ack) -> ack.send("never"));
    client.send("21[\"bad\"]");
    fence();
    assertThat(seen).containsExactly("checked bad", "checked fence", "any fence");
    assertThat(echo.errors).containsExactly("middleware of event bad: not allowed");
  }

  @Test
  void returnValueOfAHandlerIsTheAck() {
    var later = new CompletableFuture<String>();
    socket.answer("double", Integer.class, number -> 2 * number);
    socket.answer("nothing", args -> null);
    socket.answer("later", args -> later);
    socket.answer(
        "fail",
        args -> {
          throw new IllegalStateException("no");
        });
    socket.answer("fail later", args -> CompletableFuture.failedStage(new Exception("not now")));
    client.send("21[\"double\",21]");
    assertThat(client.text()).isEqualTo("31[42]");
    client.send("22[\"nothing\"]");
    assertThat(client.text()).isEqualTo("32[]");
    client.send("23[\"later\"]");
    fence();
    later.complete("done");
    assertThat(client.text()).isEqualTo("33[\"done\"]");
    client.send("24[\"fail\"]");
    client.send("25[\"fail later\"]");
    fence();
    assertThat(echo.errors).containsExactly("event fail: no", "event fail later: not now");
  }

  @Test
  void disconnectingComesBeforeDisconnect() throws Exception {
    socket.join("room");
    socket.onDisconnect(reason -> seen.add("disconnect " + reason));
    socket.onDisconnecting(reason -> seen.add("disconnecting " + socket.rooms().contains("room")));
    client.send("1");
    assertThat(seen.poll(20, TimeUnit.SECONDS)).isEqualTo("disconnecting true");
    assertThat(seen.poll(20, TimeUnit.SECONDS)).isEqualTo("disconnect client namespace disconnect");
  }

  @Test
  void sendIsTheEventMessage() {
    socket.send("a", 1);
    assertThat(client.text()).isEqualTo("2[\"message\",\"a\",1]");
    server.send("b");
    assertThat(client.text()).isEqualTo("2[\"message\",\"b\"]");
  }
}
