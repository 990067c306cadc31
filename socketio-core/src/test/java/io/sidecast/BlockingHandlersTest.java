package io.sidecast;

import static org.assertj.core.api.Assertions.assertThat;

import io.sidecast.limit.Limit;
import io.sidecast.socket.Arguments;
import io.sidecast.socket.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Many handlers that wait for an acknowledgement of their own client at the same time. */
@Tag("slow")
class BlockingHandlersTest {

  private static final int MANY = 500;
  private static final Pattern ASK = Pattern.compile("2(/n\\d+),(\\d+)\\[\"ask\"]");

  private SocketIoServer server = server(SocketIoServer.builder());

  /** The way in which a handler waits. */
  enum Way {
    JOIN {
      @Override
      void await(Socket socket) {
        ask(socket).toCompletableFuture().join();
      }
    },
    LATCH {
      @Override
      void await(Socket socket) throws InterruptedException {
        var done = new CountDownLatch(1);
        ask(socket).whenComplete((answer, failure) -> done.countDown());
        assertThat(done.await(60, TimeUnit.SECONDS)).isTrue();
      }
    },
    DEPENDENT_BLOCKS {
      @Override
      void await(Socket socket) throws InterruptedException {
        var done = new CountDownLatch(1);
        ask(socket)
            .thenRun(() -> ask(socket).toCompletableFuture().join())
            .thenRun(done::countDown);
        assertThat(done.await(60, TimeUnit.SECONDS)).isTrue();
      }
    },
    FETCH {
      @Override
      void await(Socket socket) {
        ask(socket).toCompletableFuture().join();
        socket.namespace().fetchSockets().toCompletableFuture().join();
      }
    };

    abstract void await(Socket socket) throws InterruptedException;

    static CompletionStage<Arguments> ask(Socket socket) {
      return socket.emitWithAck("ask");
    }
  }

  private static SocketIoServer server(SocketIoServerBuilder builder) {
    return builder
        .port(0)
        .host("127.0.0.1")
        .broker("none")
        .ackTimeout(Duration.ofSeconds(90))
        .limit(Limit.NAMESPACES_PER_CONNECTION, 10_000)
        .build();
  }

  @AfterEach
  void close() {
    server.close();
  }

  private WireClient start(int namespaces, Way way) {
    server
        .of(Pattern.compile("/n\\d+"))
        .onConnection(
            socket ->
                socket.on(
                    "wait",
                    (args, ack) -> {
                      way.await(socket);
                      ack.send();
                    }));
    server.onConnection(socket -> socket.on("echo", (args, ack) -> ack.send()));
    server.start();
    var client = new WireClient(server);
    client.connect("");
    for (int i = 0; i < namespaces; i++) {
      client.connect("/n" + i);
    }
    for (int i = 0; i < namespaces; i++) {
      client.send("2/n" + i + ",1[\"wait\"]");
    }
    return client;
  }

  private static void answer(WireClient client, String question) {
    Matcher ask = ASK.matcher(question);
    assertThat(ask.matches()).as(question).isTrue();
    client.send("3" + ask.group(1) + "," + ask.group(2) + "[]");
  }

  /**
   * The client sends no acknowledgement until every handler has emitted: on Java 17 the pool must
   * grow.
   */
  @ParameterizedTest
  @EnumSource
  void allGoOnWhenTheClientHasAnswered(Way way) {
    try (var client = start(MANY, way)) {
      List<String> questions = new ArrayList<>();
      while (questions.size() < MANY) {
        questions.add(client.text());
      }
      questions.forEach(question -> answer(client, question));
      answerUntilAllAreDone(client, MANY);
    }
  }

  /** On Java 17 only two handlers run at a time; the completions do not wait for them. */
  @ParameterizedTest
  @CsvSource({"40, JOIN", "40, LATCH", "40, FETCH"})
  void completionsNeedNoThreadOfTheHandlers(int count, Way way) {
    server = server(SocketIoServer.builder().maxHandlerThreads(2));
    try (var client = start(count, way)) {
      answerUntilAllAreDone(client, count);
    }
  }

  private static void answerUntilAllAreDone(WireClient client, int count) {
    Set<String> done = new HashSet<>();
    while (done.size() < count) {
      String message = client.text();
      if (message.startsWith("3/")) {
        done.add(message);
      } else {
        answer(client, message);
      }
    }
    client.send("27[\"echo\"]");
    assertThat(client.text()).isEqualTo("37[]");
  }
}
