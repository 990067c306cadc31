package io.sidecast;

import static io.sidecast.EchoServer.await;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.sidecast.socket.HandlerMode;
import io.sidecast.socket.LoopWatchdog;
import io.sidecast.socket.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** Handlers on event loops. Their order, exceptions and ends are tested with those that block. */
class EventLoopHandlersTest {

  private static final Logger LOG = (Logger) LoggerFactory.getLogger(LoopWatchdog.class);

  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
  private final EchoServer echo = new EchoServer(HandlerMode.EVENT_LOOP);
  private final SocketIoServer server = echo.server;

  @BeforeEach
  void record() {
    lines.start();
    LOG.addAppender(lines);
  }

  @AfterEach
  void close() {
    LOG.detachAppender(lines);
    server.close();
  }

  @Test
  void handlersRunOnLoopsAndDependentsDoNot() throws Exception {
    var threads = new CopyOnWriteArrayList<String>();
    Runnable record = () -> threads.add(Thread.currentThread().getName());
    var dependent = new CompletableFuture<String>();
    var disconnected = new CompletableFuture<Void>();
    server.use(socket -> record.run());
    server.onConnection(
        socket -> {
          record.run();
          socket.onAny((event, args) -> record.run());
          socket.onAnyOutgoing((event, args) -> record.run());
          socket.on(
              "ask",
              () ->
                  socket
                      .emitWithAck("question")
                      .thenRun(() -> dependent.complete(Thread.currentThread().getName())));
          socket.onDisconnect(
              reason -> {
                record.run();
                disconnected.complete(null);
              });
        });
    echo.start();
    try (var client = new WireClient(server)) {
      client.connect("");
      client.send("2[\"ask\"]");
      assertThat(client.text()).startsWith("2").endsWith("[\"question\"]");
      client.send("30[]");
      assertThat(await(dependent)).startsWith("sidecast-handler");
    }
    await(disconnected);
    assertThat(threads).hasSize(5).allMatch(name -> name.startsWith("sidecast-loop"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"join", "get", "get of a dependent", "join of a result"})
  void waitForAStageFailsAtOnce(String way) throws Exception {
    echo.start();
    try (var client = new WireClient(server)) {
      client.connect("");
      Socket socket = echo.socket();
      socket.on("wait", () -> waitFor(socket, way));
      client.send("2[\"wait\"]");
      assertThat(echo.errors.poll(20, TimeUnit.SECONDS))
          .startsWith("event wait: a handler on an event loop must not wait for a stage");
    }
  }

  private void waitFor(Socket socket, String way) throws Exception {
    switch (way) {
      case "join" -> socket.emitWithAck("question").toCompletableFuture().join();
      case "get" -> socket.emitWithAck("question").toCompletableFuture().get(1, TimeUnit.SECONDS);
      case "get of a dependent" ->
          socket.emitWithAck("question").thenApply(answer -> answer).toCompletableFuture().get();
      default -> server.emitWithAck("question").toCompletableFuture().join();
    }
  }

  @Test
  void handlerThatHoldsItsLoopIsNamedOnce() throws Exception {
    var release = new CountDownLatch(1);
    echo.start();
    try (var client = new WireClient(server)) {
      client.connect("");
      echo.socket().on("hold", () -> assertThat(release.await(20, TimeUnit.SECONDS)).isTrue());
      client.send("2[\"hold\"]");
      Awaitility.await().until(() -> !lines.list.isEmpty());
      release.countDown();
      client.send("20[\"echo\"]");
      assertThat(client.text()).isEqualTo("30[]");
    }
    server.close();
    assertThat(lines.list).hasSize(1);
    ILoggingEvent line = lines.list.get(0);
    assertThat(line.getFormattedMessage()).contains("(event hold)", "held its event loop for");
    assertThat(line.getThrowableProxy().getStackTraceElementProxyArray())
        .anyMatch(frame -> frame.toString().contains("EventLoopHandlersTest"));
  }

  @Test
  void handlerThatCausesItsNextCallDoesNotNest() throws Exception {
    var calls = new AtomicInteger();
    echo.start();
    try (var client = new WireClient(server)) {
      client.connect("");
      Socket socket = echo.socket();
      socket.onAnyOutgoing(
          (event, args) -> {
            if (calls.incrementAndGet() < 20_000) {
              server.emit("again");
            }
          });
      server.emit("first");
      for (int i = 0; i < 20_000; i++) {
        client.text();
      }
    }
    assertThat(calls).hasValue(20_000);
    assertThat(echo.errors).isEmpty();
  }

  @Test
  void closeWaitsForDisconnectHandlers() throws Exception {
    var handled = new AtomicInteger();
    server.onConnection(socket -> socket.onDisconnect(reason -> handled.incrementAndGet()));
    echo.start();
    List<WireClient> clients = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      var client = new WireClient(server);
      client.connect("");
      echo.socket();
      clients.add(client);
    }
    server.close();
    assertThat(handled).hasValue(100);
    clients.forEach(WireClient::close);
  }
}
