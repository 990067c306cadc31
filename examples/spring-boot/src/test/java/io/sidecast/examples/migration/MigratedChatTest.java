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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** The chat with the official Java client, without a broker. Confined to the test thread. */
class MigratedChatTest {

  private static ConfigurableApplicationContext application;
  private static String url;

  private final List<Socket> clients = new ArrayList<>();
  private final BlockingQueue<String> events = new LinkedBlockingQueue<>();

  @BeforeAll
  static void start() {
    application =
        SpringApplication.run(
            ChatApplication.class,
            "--server.port=0",
            "--server.address=127.0.0.1",
            "--sidecast.server.host=127.0.0.1",
            "--sidecast.server.port=0",
            "--sidecast.broker.uri=none");
    url = "http://127.0.0.1:" + application.getBean(SocketIoServer.class).port();
  }

  @AfterAll
  static void stop() {
    application.close();
  }

  @AfterEach
  void disconnect() {
    clients.forEach(Socket::close);
  }

  @Test
  void messagesReachTheRoomAndOneUser() throws Exception {
    Socket ada = client("token-ada");
    Socket bob = client("token-bob");
    assertThat(ask(ada, "join", "tea")).isEqualTo("[tea]");
    assertThat(ask(bob, "join", "tea")).isEqualTo("[tea]");
    assertThat(next()).isEqualTo("Ada joined [tea, Bob]");
    assertThat(ask(bob, "say", message("tea", "hello"))).isEqualTo("[ok]");
    assertThat(List.of(next(), next())).allMatch(event -> event.contains("\"text\":\"hello\""));
    assertThat(ask(bob, "whisper", "Ada", "psst")).isEqualTo("[]");
    assertThat(next()).isEqualTo("Ada whispered [Bob, psst]");
    bob.disconnect();
    assertThat(next()).isEqualTo("Ada left [tea, Bob]");
  }

  @Test
  void aBlankMessageIsNotSent() throws Exception {
    Socket ada = client("token-ada");
    ask(ada, "join", "coffee");
    assertThat(ask(ada, "say", message("coffee", " "))).isEqualTo("[empty]");
    assertThat(ask(ada, "say", message("coffee", "fence"))).isEqualTo("[ok]");
    assertThat(next()).contains("fence");
  }

  @Test
  void anUnknownTokenIsRefused() throws Exception {
    var error = new CompletableFuture<String>();
    Socket eve = socket("token-eve");
    eve.on(Socket.EVENT_CONNECT_ERROR, args -> error.complete(args[0].toString()));
    eve.connect();
    assertThat(error.get(20, TimeUnit.SECONDS)).isEqualTo("{\"message\":\"unauthorized\"}");
  }

  private static JSONObject message(String room, String text) {
    return new JSONObject(Map.of("room", room, "text", text));
  }

  private Socket client(String token) throws Exception {
    Socket socket = socket(token);
    String name = token.equals("token-ada") ? "Ada " : "Bob ";
    var connected = new CompletableFuture<Void>();
    socket.on(Socket.EVENT_CONNECT, args -> connected.complete(null));
    for (String event : List.of("joined", "said", "whispered", "left")) {
      socket.on(event, args -> events.add(name + event + " " + Arrays.toString(args)));
    }
    socket.connect();
    connected.get(20, TimeUnit.SECONDS);
    return socket;
  }

  private Socket socket(String token) {
    var options = IO.Options.builder().setForceNew(true).setQuery("token=" + token).build();
    Socket socket = IO.socket(URI.create(url), options);
    clients.add(socket);
    return socket;
  }

  private String next() throws InterruptedException {
    return String.valueOf(events.poll(20, TimeUnit.SECONDS));
  }

  private static String ask(Socket socket, String event, Object... arguments) throws Exception {
    var answer = new CompletableFuture<String>();
    socket.emit(event, arguments, (Ack) values -> answer.complete(Arrays.toString(values)));
    return answer.get(20, TimeUnit.SECONDS);
  }
}
