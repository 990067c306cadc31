package io.sidecast.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.sidecast.SocketIoServer;
import io.sidecast.connection.DisconnectReason;
import io.sidecast.spring.OnEvent;
import io.sidecast.spring.TestClient;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** An application of WebFlux and Socket.IO, on one port and on two. */
class SharedPortTest {

  private static final HttpClient HTTP = HttpClient.newHttpClient();

  @SpringBootConfiguration
  @EnableAutoConfiguration
  static class Application {
    @Bean
    Page page() {
      return new Page();
    }

    @Bean
    Echo echo() {
      return new Echo();
    }
  }

  @RestController
  static class Page {
    @GetMapping("/page")
    String page() {
      return "a page";
    }
  }

  static class Echo {
    @OnEvent("echo")
    String echo(String text) {
      return text;
    }
  }

  private static ConfigurableApplicationContext start(String... properties) {
    return new SpringApplicationBuilder(Application.class)
        .web(WebApplicationType.REACTIVE)
        .properties("server.port=0", "sidecast.broker.uri=none", "server.address=127.0.0.1")
        .properties("spring.main.banner-mode=off", "spring.data.redis.repositories.enabled=false")
        .properties(properties)
        .run();
  }

  private static int webPort(ConfigurableApplicationContext context) {
    return context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
  }

  private static String get(int port, String path) throws Exception {
    var uri = URI.create("http://127.0.0.1:" + port + path);
    return HTTP.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).body();
  }

  @Test
  void applicationAndSocketIoShareThePort() throws Exception {
    try (var context = start()) {
      int port = webPort(context);
      assertThat(get(port, "/page")).isEqualTo("a page");
      assertThat(get(port, "/socket.io/?EIO=4&transport=polling")).startsWith("0{");
      try (var client = TestClient.connect(port)) {
        assertThat(client.ask("echo", "hello")).isEqualTo("[hello]");
        assertThat(get(port, "/page")).isEqualTo("a page");
      }
      var server = context.getBean(SocketIoServer.class);
      context.close();
      assertThat(server.state()).hasToString("CLOSED");
    }
  }

  /** WebFlux ends its connections at the end of its graceful stop, which must come later. */
  @Test
  void clientsOfASharedPortAreDisconnectedByTheServer() throws Exception {
    var reasons = new LinkedBlockingQueue<DisconnectReason>();
    try (var context = start()) {
      var server = context.getBean(SocketIoServer.class);
      server.onConnection(socket -> socket.onDisconnect(reasons::add));
      server.answer("ready", (socket, args) -> true);
      try (var client = TestClient.connect(webPort(context))) {
        assertThat(client.ask("ready")).isEqualTo("[true]");
        context.close();
        assertThat(reasons.poll(20, TimeUnit.SECONDS))
            .isEqualTo(DisconnectReason.SERVER_SHUTTING_DOWN);
      }
    }
  }

  @Test
  void portOfItsOwnIsPossible() throws Exception {
    try (var context = start("sidecast.server.port=0", "sidecast.server.host=127.0.0.1")) {
      int own = context.getBean(SocketIoServer.class).port();
      assertThat(own).isNotEqualTo(webPort(context));
      assertThat(get(webPort(context), "/page")).isEqualTo("a page");
      try (var client = TestClient.connect(own)) {
        assertThat(client.ask("echo", "hello")).isEqualTo("[hello]");
      }
    }
  }
}
