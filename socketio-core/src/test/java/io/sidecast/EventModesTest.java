package io.sidecast;

import static io.sidecast.EchoServer.await;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.sidecast.socket.HandlerMode;
import io.sidecast.socket.LoopWatchdog;
import io.sidecast.socket.Socket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** Events whose handlers run in another mode than the other handlers of the server. */
class EventModesTest {

  private static final String LOOP = "sidecast-loop.*";
  private static final String HANDLER = "sidecast-handler.*";

  /** A server whose handlers acknowledge with the names of their threads. */
  private static EchoServer start(HandlerMode general, HandlerMode ofFast, HandlerMode ofSlow) {
    var echo =
        new EchoServer(
            options ->
                options.handlers(general).handlers(ofFast, "fast").handlers(ofSlow, "slow", "9"));
    echo.server.onConnection(
        socket -> {
          for (String event : new String[] {"fast", "slow", "9", "other"}) {
            socket.on(event, (args, ack) -> ack.send(Thread.currentThread().getName()));
          }
        });
    return echo.start();
  }

  private static EchoServer start(HandlerMode general) {
    return start(general, HandlerMode.EVENT_LOOP, HandlerMode.BLOCKING);
  }

  private static String thread(WireClient client, String event) throws Exception {
    client.send("20[" + event + "]");
    String answer = client.text();
    assertThat(answer).startsWith("30[\"").endsWith("\"]");
    return answer.substring(4, answer.length() - 2);
  }

  /** An event that arrives while an earlier handler still runs is handled on its thread. */
  private static void awaitThread(WireClient client, String event, String pattern) {
    Awaitility.await(event).until(() -> thread(client, event).matches(pattern));
  }

  @ParameterizedTest
  @EnumSource(HandlerMode.class)
  void handlersOfAnEventRunInItsMode(HandlerMode general) throws Exception {
    try (EchoServer echo = start(general);
        var client = new WireClient(echo.server)) {
      client.connect("");
      awaitThread(client, "\"fast\"", LOOP);
      assertThat(thread(client, "\"slow\"")).matches(HANDLER);
      awaitThread(client, "\"fast\",1", LOOP);
      assertThat(thread(client, "\"slow\",1")).matches(HANDLER);
      awaitThread(client, "\"other\"", general == HandlerMode.EVENT_LOOP ? LOOP : HANDLER);
    }
  }

  /** A client must not choose the thread by the way in which it writes the name. */
  @ParameterizedTest
  @ValueSource(strings = {"\"sl\\u006fw\"", " \"slow\"", "9", "9.0e0", "\"9\""})
  void unusualSpellingsOfABlockingEventDoNotRunOnTheLoop(String event) throws Exception {
    try (EchoServer echo = start(HandlerMode.EVENT_LOOP);
        var client = new WireClient(echo.server)) {
      client.connect("");
      echo.socket()
          .onAny((name, args) -> assertThat(Thread.currentThread().getName()).matches(HANDLER));
      client.send("2[" + event + "]");
      assertThat(thread(client, "\"slow\"")).matches(HANDLER);
      assertThat(echo.errors).isEmpty();
    }
  }

  @Test
  void eventsKeepTheirOrder() throws Exception {
    try (EchoServer echo = start(HandlerMode.BLOCKING);
        var client = new WireClient(echo.server)) {
      echo.server.of("/fence");
      client.connect("");
      var release = new CountDownLatch(1);
      var entered = new CountDownLatch(1);
      echo.socket()
          .on(
              "slow",
              () -> {
                entered.countDown();
                assertThat(release.await(20, TimeUnit.SECONDS)).isTrue();
              });
      client.send("21[\"slow\"]");
      assertThat(entered.await(20, TimeUnit.SECONDS)).isTrue();
      client.send("22[\"fast\"]");
      client.send("23[\"slow\"]");
      assertThat(client.text()).startsWith("31[\"sidecast-handler");
      client.connect("/fence"); // all events have arrived
      release.countDown();
      assertThat(client.text()).startsWith("32[\"sidecast-handler");
      assertThat(client.text()).startsWith("33[\"sidecast-handler");
      awaitThread(client, "\"fast\"", LOOP);
    }
  }

  @Test
  void blockingHandlersMayWaitAndAreNotWatched() throws Exception {
    var log = (Logger) LoggerFactory.getLogger(LoopWatchdog.class);
    var lines = new ListAppender<ILoggingEvent>();
    lines.start();
    log.addAppender(lines);
    try (EchoServer echo = start(HandlerMode.EVENT_LOOP);
        var client = new WireClient(echo.server)) {
      client.connect("");
      Socket socket = echo.socket();
      var waited = new CompletableFuture<String>();
      var held = new CountDownLatch(1);
      socket.on("fast", () -> assertThat(held.await(20, TimeUnit.SECONDS)).isTrue());
      socket.on(
          "slow",
          () -> {
            socket.emitWithAck("question").toCompletableFuture().get(20, TimeUnit.SECONDS);
            waited.complete("waited");
          });
      client.send("2[\"slow\"]");
      assertThat(client.text()).isEqualTo("20[\"question\"]");
      try (var other = new WireClient(echo.server)) {
        other.connect("");
        echo.socket().on("fast", () -> assertThat(held.await(20, TimeUnit.SECONDS)).isTrue());
        Awaitility.await()
            .until(
                () -> {
                  other.send("2[\"fast\"]");
                  return !lines.list.isEmpty();
                });
      }
      held.countDown();
      client.send("30[]");
      assertThat(await(waited)).isEqualTo("waited");
      assertThat(lines.list).allMatch(line -> line.getFormattedMessage().contains("(event fast)"));
    } finally {
      log.detachAppender(lines);
    }
  }
}
