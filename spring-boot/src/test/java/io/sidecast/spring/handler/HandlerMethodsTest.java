package io.sidecast.spring.handler;

import static org.assertj.core.api.Assertions.assertThat;

import io.sidecast.SocketIoServer;
import io.sidecast.connection.DisconnectReason;
import io.sidecast.socket.Ack;
import io.sidecast.socket.AckArguments;
import io.sidecast.socket.Arguments;
import io.sidecast.socket.Handshake;
import io.sidecast.socket.Namespace;
import io.sidecast.socket.Socket;
import io.sidecast.spring.OnConnect;
import io.sidecast.spring.OnDisconnect;
import io.sidecast.spring.OnError;
import io.sidecast.spring.OnEvent;
import io.sidecast.spring.SocketIoAdvice;
import io.sidecast.spring.SocketIoNamespace;
import io.sidecast.spring.SocketIoServerCustomizer;
import io.sidecast.spring.TestClient;
import io.sidecast.spring.autoconfigure.SidecastAutoConfiguration;
import jakarta.validation.ConstraintViolationException;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.json.JSONArray;
import org.json.JSONObject;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ContextConsumer;
import org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Scope;
import reactor.core.publisher.Mono;

/** Annotated methods of beans, seen by a real client. */
class HandlerMethodsTest {

  record Order(@NotBlank String item, @Min(1) int count) {}

  private final ApplicationContextRunner runner =
      new ApplicationContextRunner()
          .withPropertyValues("sidecast.server.port=0", "sidecast.server.host=127.0.0.1")
          .withPropertyValues("sidecast.broker.uri=none")
          .withConfiguration(AutoConfigurations.of(SidecastAutoConfiguration.class));

  private interface WithClient {
    void run(AssertableApplicationContext context, TestClient client) throws Exception;
  }

  private static ContextConsumer<AssertableApplicationContext> client(WithClient test) {
    return context -> {
      try (var client = TestClient.connect(port(context))) {
        test.run(context, client);
      }
    };
  }

  private static int port(AssertableApplicationContext context) {
    return context.getBean(SocketIoServer.class).port();
  }

  static final class Shop {

    @OnEvent("order")
    String order(Order order) {
      return order.count() + " x " + order.item();
    }

    @OnEvent("orders")
    int orders(List<Order> orders, Socket socket) {
      return orders.stream().mapToInt(Order::count).sum();
    }

    @OnEvent("bytes")
    byte[] bytes(byte[] data) {
      byte[] reversed = new byte[data.length];
      for (int i = 0; i < data.length; i++) {
        reversed[i] = data[data.length - 1 - i];
      }
      return reversed;
    }

    @OnEvent("sum")
    long sum(int first, long second) {
      return first + second;
    }

    @OnEvent("greet")
    String greet(String name, Optional<String> title, @Nullable String suffix) {
      return title.map(text -> text + " ").orElse("") + name + (suffix == null ? "" : suffix);
    }

    @OnEvent("nothing")
    void nothing() {}

    @OnEvent("several")
    AckArguments several() {
      return AckArguments.of(1, "two");
    }

    @OnEvent("later")
    CompletionStage<String> later(String text) {
      return CompletableFuture.supplyAsync(() -> text);
    }

    @OnEvent("mono")
    Mono<String> mono(String text) {
      return Mono.fromSupplier(() -> text);
    }

    @OnEvent("own ack")
    void ownAck(Arguments arguments, Ack ack, Socket socket, Handshake handshake, Namespace of) {
      ack.send(arguments.size(), socket.handshake() == handshake, of.name());
    }
  }

  @Test
  void argumentsAreTyped() {
    runner
        .withBean(Shop.class)
        .run(
            client(
                (context, client) -> {
                  var tea = new JSONObject(Map.of("item", "tea", "count", 3));
                  var cup = new JSONObject(Map.of("item", "cup", "count", 4));
                  assertThat(client.ask("order", tea)).isEqualTo("[3 x tea]");
                  assertThat(client.ask("orders", new JSONArray(List.of(tea, cup))))
                      .isEqualTo("[7]");
                  assertThat(client.ask("sum", 2, 40)).isEqualTo("[42]");
                  assertThat(client.ask("greet", "Ada")).isEqualTo("[Ada]");
                  assertThat(client.ask("greet", "Ada", "Lady")).isEqualTo("[Lady Ada]");
                  assertThat(client.ask("greet", "Ada", JSONObject.NULL, "!")).isEqualTo("[Ada!]");
                }));
  }

  @Test
  void returnValueIsTheAck() {
    runner
        .withBean(Shop.class)
        .run(
            client(
                (context, client) -> {
                  assertThat(client.ask("nothing")).isEqualTo("[]");
                  assertThat(client.ask("nothing", "ignored", 2)).isEqualTo("[]");
                  assertThat(client.ask("several")).isEqualTo("[1, two]");
                  assertThat(client.ask("later", "soon")).isEqualTo("[soon]");
                  assertThat(client.ask("mono", "flux")).isEqualTo("[flux]");
                  assertThat(client.ask("own ack", 1, 2)).isEqualTo("[2, true, /]");
                }));
  }

  /** A client of its own sends bytes, whose answer is no text. */
  @Test
  void binaryIsAnArrayOfBytes() {
    runner
        .withBean(Shop.class)
        .withBean(Bytes.class)
        .run(
            client(
                (context, client) -> {
                  client.emit("keep", (Object) new byte[] {1, 2, 3});
                  var kept = context.getBean(Bytes.class).kept.poll(20, TimeUnit.SECONDS);
                  assertThat(kept).containsExactly(1, 2, 3);
                  assertThat(client.ask("bytes", (Object) new byte[] {1})).startsWith("[[B@");
                }));
  }

  static final class Bytes {
    final BlockingQueue<byte[]> kept = new LinkedBlockingQueue<>();

    @OnEvent("keep")
    void keep(byte[] data) {
      kept.add(data);
    }
  }

  @SocketIoNamespace("/chat")
  static class Chat {
    final BlockingQueue<String> seen = new LinkedBlockingQueue<>();

    record Login(String name) {}

    @OnConnect
    void connected(Socket socket, Login login) {
      socket.data().put("name", login.name());
      socket.emit("welcome", login.name());
    }

    @OnEvent("say")
    void say(Socket socket, String text) {
      socket.namespace().emit("said", socket.data().get("name"), text);
    }

    @OnDisconnect
    void left(Socket socket, DisconnectReason reason) {
      seen.add(socket.data().get("name") + " left: " + reason);
    }
  }

  @Test
  void beanHandlesTheClientsOfItsNamespace() {
    runner
        .withBean(Chat.class)
        .run(
            context -> {
              var auth = Map.of("name", "Ada");
              try (var client = TestClient.connect(port(context), "/chat", auth)) {
                assertThat(client.next()).isEqualTo("[welcome, Ada]");
                client.emit("say", "hello");
                assertThat(client.next()).isEqualTo("[said, Ada, hello]");
              }
              assertThat(context.getBean(Chat.class).seen.poll(20, TimeUnit.SECONDS))
                  .isEqualTo("Ada left: client namespace disconnect");
            });
  }

  static final class Failing {

    private static void failIf(boolean broken, String message) {
      if (broken) {
        throw new IllegalStateException(message);
      }
    }

    @OnEvent("order")
    String order(@Valid Order order) {
      return "ordered";
    }

    @OnEvent("limited")
    String limited(@Min(10) int number) {
      return "fine";
    }

    @OnEvent("state")
    void state() {
      failIf(true, "broken");
    }

    @OnEvent("later")
    CompletionStage<String> later() {
      return CompletableFuture.failedFuture(new IllegalStateException("broken later"));
    }

    @OnEvent("own ack")
    void ownAck(Ack ack) {
      failIf(true, "broken with ack");
    }

    @OnEvent("several with ack")
    void severalWithAck(String text, Ack ack) {
      if (text.isEmpty()) {
        throw new UnsupportedOperationException();
      }
    }

    @OnError
    AckArguments unsupported(UnsupportedOperationException failure) {
      return AckArguments.of("unsupported", 1);
    }

    @OnEvent("other")
    void other(String text) throws IOException {
      if (text.isEmpty()) {
        throw new IOException("unreadable");
      }
    }

    @OnError
    String invalid(ConstraintViolationException failure) {
      return "invalid " + failure.getConstraintViolations().size();
    }

    @OnError
    String broken(Socket socket, RuntimeException failure) {
      return "failed: " + failure.getMessage();
    }
  }

  @SocketIoAdvice
  static final class Advice {
    @OnError
    Map<String, String> all(Exception failure) {
      return Map.of("error", String.valueOf(failure.getMessage()));
    }
  }

  @Test
  void exceptionGoesToTheNearestMethod() {
    runner
        .withConfiguration(AutoConfigurations.of(ValidationAutoConfiguration.class))
        .withBean(Failing.class)
        .withBean(Advice.class)
        .run(
            client(
                (context, client) -> {
                  var none = new JSONObject(Map.of("item", " ", "count", 0));
                  assertThat(client.ask("order", none)).isEqualTo("[invalid 2]");
                  assertThat(client.ask("limited", 3)).isEqualTo("[invalid 1]");
                  assertThat(client.ask("limited", 10)).isEqualTo("[fine]");
                  assertThat(client.ask("state")).isEqualTo("[failed: broken]");
                  assertThat(client.ask("later")).isEqualTo("[failed: broken later]");
                  assertThat(client.ask("own ack")).isEqualTo("[failed: broken with ack]");
                  assertThat(client.ask("several with ack", "")).isEqualTo("[unsupported, 1]");
                  assertThat(client.ask("order"))
                      .isEqualTo("[failed: argument 0 is missing or null]");
                  assertThat(client.ask("limited", "text")).startsWith("[failed: argument 0");
                  assertThat(client.ask("other", "")).isEqualTo("[{\"error\":\"unreadable\"}]");
                }));
  }

  @Test
  void exceptionWithoutAMethodGoesToTheErrorHandlerOfTheServer() {
    var errors = new LinkedBlockingQueue<String>();
    runner
        .withBean(
            SocketIoServerCustomizer.class,
            () ->
                builder ->
                    builder
                        .ackOnError("failed")
                        .onError((socket, occasion, error) -> errors.add(occasion + ": " + error)))
        .withBean(Shop.class)
        .run(
            client(
                (context, client) -> {
                  assertThat(client.ask("order")).isEqualTo("[failed]");
                  assertThat(errors.poll(20, TimeUnit.SECONDS))
                      .isEqualTo(
                          "event order: java.lang.IllegalArgumentException: argument 0 is missing or"
                              + " null");
                }));
  }

  static final class Gate {
    final BlockingQueue<String> seen = new LinkedBlockingQueue<>();

    record User(@NotBlank String name) {}

    @OnConnect
    void connected(@Valid User user) {
      seen.add(user.name());
    }

    @OnError
    void failed(Exception failure) {
      seen.add("failed");
    }
  }

  @Test
  void exceptionOfAConnectMethodDisconnectsTheClient() {
    runner
        .withConfiguration(AutoConfigurations.of(ValidationAutoConfiguration.class))
        .withBean(Gate.class)
        .run(
            context -> {
              var seen = context.getBean(Gate.class).seen;
              try (var guest = TestClient.connect(port(context))) {
                assertThat(guest.next()).isEqualTo("disconnect");
              }
              assertThat(seen.poll(20, TimeUnit.SECONDS)).isEqualTo("failed");
              TestClient.connect(port(context), "/", Map.of("name", "Ada")).close();
              assertThat(seen.poll(20, TimeUnit.SECONDS)).isEqualTo("Ada");
            });
  }

  static final class TwoAcks {
    @OnEvent("x")
    String twice(Ack ack) {
      return "";
    }
  }

  static final class BadParameter {
    @OnDisconnect
    void left(String text) {}
  }

  static final class TwoAuths {
    @OnConnect
    void connected(String one, String two) {}
  }

  static final class SameError {
    @OnError
    void one(Exception failure) {}

    @OnError
    void two(Exception failure) {}
  }

  static final class Reserved {
    @OnEvent("disconnect")
    void never() {}
  }

  static final class Nameless {
    @OnEvent("")
    void never() {}
  }

  static final class Prototype {
    @Bean
    @Scope("prototype")
    Shop shop() {
      return new Shop();
    }
  }

  @Test
  void methodThatCannotBeAHandlerFailsTheStart() {
    assertFails(TwoAcks.class, "acknowledges twice", "TwoAcks.twice");
    assertFails(BadParameter.class, "cannot have a parameter of java.lang.String", "@OnDisconnect");
    assertFails(TwoAuths.class, "more than one parameter for the auth", "TwoAuths.connected");
    assertFails(Reserved.class, "'disconnect' is no event of a client: use onDisconnect");
    assertFails(Nameless.class, "has no event name");
    assertFails(SameError.class, "two @OnError methods handle java.lang.Exception");
    runner
        .withUserConfiguration(Prototype.class)
        .run(
            context ->
                assertThat(context.getStartupFailure())
                    .rootCause()
                    .hasMessageContaining("must be a singleton"));
  }

  private void assertFails(Class<?> bean, String... messages) {
    runner
        .withBean(bean)
        .run(
            context ->
                assertThat(context.getStartupFailure())
                    .rootCause()
                    .hasMessageContainingAll(Arrays.asList(messages).toArray(String[]::new)));
  }

  record Appointment(Instant start, Duration length, @Nullable LocalDate reminder) {}

  static final class Appointments {

    @OnEvent("move")
    Appointment move(Appointment old, Duration by) {
      return new Appointment(old.start().plus(by), old.length(), old.reminder());
    }
  }

  /** The client sends a field that the record does not have. */
  @Test
  void datesAndTimesAreTexts() throws Exception {
    var sent =
        new JSONObject()
            .put("start", "2026-03-01T10:00:00Z")
            .put("length", "PT45M")
            .put("reminder", "2026-02-28")
            .put("colour", "red");
    runner
        .withBean(Appointments.class)
        .run(
            client(
                (context, client) ->
                    assertThat(client.ask("move", sent, "PT1H"))
                        .contains("2026-03-01T11:00:00Z", "PT45M", "2026-02-28")));
  }
}
