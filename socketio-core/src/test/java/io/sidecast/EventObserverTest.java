package io.sidecast;

import static org.assertj.core.api.Assertions.assertThat;

import io.sidecast.socket.EventObserver;
import io.sidecast.socket.HandlerMode;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The observer of events, around the middlewares and handlers of real clients' events. */
@ParameterizedClass
@EnumSource(HandlerMode.class)
class EventObserverTest {

  private final HandlerMode mode;
  private final BlockingQueue<String> seen = new LinkedBlockingQueue<>();
  private SocketIoServer server;

  EventObserverTest(HandlerMode mode) {
    this.mode = mode;
  }

  @AfterEach
  void close() {
    server.close();
  }

  private void start(EventObserver observer) {
    server =
        SocketIoServer.builder()
            .port(0)
            .host("127.0.0.1")
            .broker("none")
            .handlers(mode)
            .eventObserver(observer)
            .onError(
                (socket, occasion, error) -> {
                  seen.add(occasion + ": " + error.getMessage());
                  if (occasion.equals("event worse")) {
                    throw new IllegalStateException("by the error handler");
                  }
                })
            .build();
    server.onConnection(
        socket -> {
          socket.use(
              (event, args) -> {
                if (event.equals("refused")) {
                  throw new IllegalStateException("by a middleware");
                }
              });
          socket.on(
              "worse",
              args -> {
                throw new IllegalStateException("by a handler");
              });
          socket.on("good", args -> seen.add("handled " + Thread.currentThread().getName()));
          socket.on(
              "bad",
              args -> {
                throw new IllegalStateException("by a handler");
              });
        });
    server.start();
  }

  private String next() throws InterruptedException {
    return seen.poll(30, TimeUnit.SECONDS);
  }

  @Test
  void beginsAndEndsAroundTheHandlers() throws Exception {
    start(
        (socket, event) -> {
          String thread = Thread.currentThread().getName();
          seen.add("begin " + event + " of " + socket.id() + " " + thread);
          return failure ->
              seen.add("end " + failure + " " + Thread.currentThread().getName().equals(thread));
        });
    try (var client = new WireClient(server)) {
      client.send("0");
      client.send("2[\"good\"]");
      String begin = next();
      assertThat(begin).matches("begin good of [A-Za-z0-9_-]{20} .+");
      assertThat(next()).isEqualTo("handled " + begin.substring(begin.lastIndexOf(' ') + 1));
      assertThat(next()).isEqualTo("end null true");
      client.send("2[\"bad\"]");
      assertThat(next()).startsWith("begin bad");
      assertThat(next()).isEqualTo("event bad: by a handler");
      assertThat(next()).isEqualTo("end java.lang.IllegalStateException: by a handler true");
      client.send("2[\"refused\"]");
      assertThat(next()).startsWith("begin refused");
      assertThat(next()).isEqualTo("middleware of event refused: by a middleware");
      assertThat(next()).isEqualTo("end java.lang.IllegalStateException: by a middleware true");
    }
  }

  @Test
  void anErrorHandlerThatThrowsEndsTheObservation() throws Exception {
    start((socket, event) -> failure -> seen.add("end " + event + " " + failure.getMessage()));
    try (var client = new WireClient(server)) {
      client.send("0");
      client.send("2[\"worse\"]");
      assertThat(next()).isEqualTo("event worse: by a handler");
      assertThat(next()).isEqualTo("end worse by the error handler");
    }
  }

  @Test
  void exceptionsOfTheObserverChangeNothingElse() throws Exception {
    start(
        (socket, event) -> {
          if (event.equals("bad")) {
            throw new IllegalStateException("at the begin");
          }
          return failure -> {
            throw new IllegalStateException("at the end");
          };
        });
    try (var client = new WireClient(server)) {
      client.send("0");
      client.send("2[\"good\"]");
      assertThat(next()).startsWith("handled ");
      assertThat(next()).isEqualTo("observer of event good: at the end");
      client.send("2[\"bad\"]");
      assertThat(next()).isEqualTo("observer of event bad: at the begin");
      assertThat(next()).isEqualTo("event bad: by a handler");
    }
  }
}
