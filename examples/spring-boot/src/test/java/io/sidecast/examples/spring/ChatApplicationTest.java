package io.sidecast.examples.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.socket.client.Ack;
import io.socket.client.IO;
import io.socket.client.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.json.JSONObject;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** The chat with the official Java client, without a broker. */
class ChatApplicationTest {

  private static ConfigurableApplicationContext application;
  private static String url;

  @BeforeAll
  static void start() {
    application =
        SpringApplication.run(
            ChatApplication.class,
            "--server.port=0",
            "--server.address=127.0.0.1",
            "--sidecast.broker.uri=none");
    url = "http://127.0.0.1:" + application.getEnvironment().getProperty("local.server.port");
  }

  @AfterAll
  static void stop() {
    application.close();
  }

  private static String get(String path) throws Exception {
    var request = HttpRequest.newBuilder(URI.create(url + path)).build();
    var response = HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
    return response.statusCode() + " " + response.body();
  }

  private static String ask(Socket socket, String event, Object argument) throws Exception {
    var answer = new CompletableFuture<String>();
    socket.emit(
        event, new Object[] {argument}, (Ack) values -> answer.complete(Arrays.toString(values)));
    return answer.get(20, TimeUnit.SECONDS);
  }

  @Test
  void messageReachesTheRoom() throws Exception {
    BlockingQueue<String> seen = new LinkedBlockingQueue<>();
    var options = IO.Options.builder().setForceNew(true).setAuth(Map.of("name", "Ada")).build();
    var socket = IO.socket(URI.create(url), options);
    socket.on("said", args -> seen.add(((JSONObject) args[0]).optString("text")));
    socket.connect();
    try {
      assertThat(ask(socket, "join", "tea")).isEqualTo("[tea]");
      assertThat(ask(socket, "say", new JSONObject(Map.of("room", "tea", "text", "hello"))))
          .isEqualTo("[]");
      assertThat(seen.poll(20, TimeUnit.SECONDS)).isEqualTo("hello");
      assertThat(ask(socket, "say", new JSONObject(Map.of("room", "tea", "text", ""))))
          .startsWith("[invalid: ");
    } finally {
      socket.disconnect();
    }
  }

  @Test
  void pageAndHealthAreOnTheSamePort() throws Exception {
    assertThat(get("/index.html")).startsWith("200").contains("<title>Chat on Spring Boot</title>");
    assertThat(get("/actuator/health/readiness")).startsWith("200").contains("\"cluster\":\"UP\"");
  }
}
