package io.sidecast.examples.migration;

import static org.assertj.core.api.Assertions.assertThat;

import io.sidecast.SocketIoServer;
import io.socket.client.Ack;
import io.socket.client.IO;
import io.socket.client.Socket;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.json.JSONObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The chat with the official Java client, without a broker. Confined to the test thread. */
class ChatServerTest {

  private final List<Socket> clients = new ArrayList<>();
  private final BlockingQueue<String> events = new LinkedBlockingQueue<>();
  private SocketIoServer server;

  @BeforeEach
  void start() {
    var builder = SocketIoServer.builder().host("127.0.0.1").port(0).broker("none");
    server = ChatServer.create(builder).start();
  }

  @AfterEach
  void stop() {
    clients.forEach(Socket::close);
    server.close();
  }

  @Test
  void aMessageReachesTheMembersOfTheRoom() throws Exception {
    Socket ada = member("token-ada", "tea");
    member("token-bob", "tea");
    assertThat(next()).isEqualTo("joined [tea, Bob]");
    var message = new JSONObject(Map.of("room", "tea", "text", "hello"));
    assertThat(ask(ada, "say", message)).isEqualTo("[{\"ok\":true}]");
    assertThat(List.of(next(), next())).allMatch(event -> event.contains("\"text\":\"hello\""));
    assertThat(ask(ada, "who", "tea")).isEqualTo("[[\"Ada\",\"Bob\"]]");
  }

  @Test
  void onlyMembersWriteToARoom() throws Exception {
    Socket ada = client("token-ada");
    var message = new JSONObject(Map.of("room", "tea", "text", "hello"));
    assertThat(ask(ada, "say", message)).contains("join the room first");
  }

  @Test
  void theVotesOfAllMembersAreCollected() throws Exception {
    Socket ada = member("token-ada", "tea");
    Socket bob = member("token-bob", "tea");
    for (Socket each : List.of(ada, bob)) {
      each.on("question", args -> ((Ack) args[1]).call(args[0] + " yes"));
    }
    var question = new JSONObject(Map.of("room", "tea", "text", "Milk?"));
    assertThat(ask(ada, "vote", question))
        .contains("\"votes\":[\"Milk? yes\",\"Milk? yes\"]", "\"missing\":0");
  }

  @Test
  void theRoomIsNotifiedOfALeavingMember() throws Exception {
    member("token-ada", "tea");
    Socket bob = member("token-bob", "tea");
    assertThat(next()).isEqualTo("joined [tea, Bob]");
    bob.emit("typing", "tea");
    assertThat(next()).isEqualTo("typing [Bob]");
    bob.disconnect();
    assertThat(next()).isEqualTo("left [tea, Bob, client namespace disconnect]");
  }

  @Test
  void anUnknownTokenIsRefused() throws Exception {
    var error = new CompletableFuture<String>();
    Socket eve = socket("token-eve");
    eve.on(Socket.EVENT_CONNECT_ERROR, args -> error.complete(args[0].toString()));
    eve.connect();
    assertThat(error.get(20, TimeUnit.SECONDS))
        .isEqualTo("{\"data\":{\"reason\":\"token\"},\"message\":\"unauthorized\"}");
  }

  private Socket member(String token, String room) throws Exception {
    Socket socket = client(token);
    assertThat(ask(socket, "join", room)).isEqualTo("[" + room + "]");
    return socket;
  }

  private Socket client(String token) throws Exception {
    Socket socket = socket(token);
    var connected = new CompletableFuture<Void>();
    socket.on(Socket.EVENT_CONNECT, args -> connected.complete(null));
    for (String event : List.of("joined", "said", "typing", "left")) {
      socket.on(event, args -> events.add(event + " " + Arrays.toString(args)));
    }
    socket.connect();
    connected.get(20, TimeUnit.SECONDS);
    return socket;
  }

  private Socket socket(String token) {
    // A volatile event is dropped between two polls.
    var options =
        IO.Options.builder()
            .setForceNew(true)
            .setTransports(new String[] {"websocket"})
            .setAuth(Map.of("token", token))
            .build();
    Socket socket = IO.socket(URI.create("http://127.0.0.1:" + server.port() + "/chat"), options);
    clients.add(socket);
    return socket;
  }

  private String next() throws InterruptedException {
    return String.valueOf(events.poll(20, TimeUnit.SECONDS));
  }

  private static String ask(Socket socket, String event, Object argument) throws Exception {
    var answer = new CompletableFuture<String>();
    socket.emit(
        event, new Object[] {argument}, (Ack) values -> answer.complete(Arrays.toString(values)));
    return answer.get(20, TimeUnit.SECONDS);
  }
}
