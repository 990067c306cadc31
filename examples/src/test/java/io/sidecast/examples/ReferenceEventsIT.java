package io.sidecast.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.socket.client.Ack;
import io.socket.client.IO;
import io.socket.client.Socket;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.json.JSONObject;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tests of events of the reference node that no conformance case uses, on one node without a
 * broker. Confined to the test thread.
 */
class ReferenceEventsIT {

  private static ServerProcess node;
  private static String url;

  @BeforeAll
  static void start() throws Exception {
    var log = new LinkedBlockingQueue<String>();
    node = ServerProcess.start("the node", List.of("--host", "127.0.0.1", "--port", "0"), log::add);
    url = "http://127.0.0.1:" + node.port().get(40, TimeUnit.SECONDS);
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"polling", "websocket"})
  void kickSendsEverythingAndThenDisconnectsTheConnection(String transport) throws Exception {
    Socket kicked = client("/", transport);
    Socket other = client("/custom", transport, kicked);
    var messages = new ArrayList<Object>();
    var reason = new CompletableFuture<Object>();
    var otherReason = new CompletableFuture<Object>();
    kicked.on("msg", args -> messages.add(args[0]));
    kicked.on(Socket.EVENT_DISCONNECT, args -> reason.complete(args[0]));
    other.on(Socket.EVENT_DISCONNECT, args -> otherReason.complete(args[0]));
    Socket kicking = client("/", transport);
    var request = new JSONObject().put("sid", kicked.id()).put("count", 3);
    assertThat(call(kicking, "kick", request)).containsExactly(true);
    assertThat(reason.get(20, TimeUnit.SECONDS)).isEqualTo("io server disconnect");
    assertThat(otherReason.get(20, TimeUnit.SECONDS)).isEqualTo("io server disconnect");
    assertThat(messages).containsExactly(0, 1, 2);
    kicking.close();
  }

  @Test
  void aDynamicNamespaceHasRoomsOfItsOwn() throws Exception {
    Socket first = client("/dynamic-1", "websocket");
    Socket same = client("/dynamic-1", "websocket");
    Socket second = client("/dynamic-2", "websocket");
    var messages = new LinkedBlockingQueue<Object>();
    var others = new LinkedBlockingQueue<Object>();
    first.on("msg", args -> messages.add(args[0]));
    second.on("msg", args -> others.add(args[0]));
    assertThat(call(first, "echo", "a", 1)).containsExactly("a", 1);
    call(first, "join", "room");
    call(second, "join", "room");
    call(same, "to_room", new JSONObject().put("room", "room").put("data", "one"));
    call(second, "to_room", new JSONObject().put("room", "room").put("data", "two"));
    assertThat(messages.poll(20, TimeUnit.SECONDS)).isEqualTo("one");
    assertThat(others.poll(20, TimeUnit.SECONDS)).isEqualTo("two");
    List.of(first, same, second).forEach(Socket::close);
  }

  @Test
  void anotherNameIsNoNamespace() throws Exception {
    var error = new CompletableFuture<Object>();
    Socket socket = IO.socket(URI.create(url + "/dynamic-one"), options("websocket"));
    socket.on(Socket.EVENT_CONNECT_ERROR, args -> error.complete(args[0]));
    socket.connect();
    assertThat(error.get(20, TimeUnit.SECONDS).toString()).contains("Invalid namespace");
    socket.close();
  }

  private static IO.Options options(String transport) {
    return IO.Options.builder()
        .setForceNew(true)
        .setReconnection(false)
        .setTransports(new String[] {transport})
        .build();
  }

  private static Socket client(String namespace, String transport) throws Exception {
    return connected(IO.socket(URI.create(url + namespace), options(transport)));
  }

  /** Creates a socket that shares the connection of another one. */
  private static Socket client(String namespace, String transport, Socket sharing)
      throws Exception {
    return connected(sharing.io().socket(namespace, options(transport)));
  }

  private static Socket connected(Socket socket) throws Exception {
    var connected = new CompletableFuture<Void>();
    socket.on(Socket.EVENT_CONNECT, args -> connected.complete(null));
    socket.connect();
    connected.get(20, TimeUnit.SECONDS);
    return socket;
  }

  private static List<Object> call(Socket socket, String event, Object... args) throws Exception {
    var answer = new CompletableFuture<List<Object>>();
    socket.emit(event, args, (Ack) values -> answer.complete(List.of(values)));
    return answer.get(20, TimeUnit.SECONDS);
  }
}
