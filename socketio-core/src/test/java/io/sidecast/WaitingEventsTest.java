package io.sidecast;

import static org.assertj.core.api.Assertions.assertThat;

import io.sidecast.connection.DisconnectReason;
import io.sidecast.socket.NoAckException;
import io.sidecast.socket.Socket;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Handlers that wait for an acknowledgement of their client while too many of its events wait. */
@Tag("slow")
class WaitingEventsTest {

  private static final int MANY = 1_500;

  private static SocketIoServer server(long maxWaitingBytes) {
    return SocketIoServer.builder()
        .port(0)
        .host("127.0.0.1")
        .broker("none")
        .maxWaitingBytes(maxWaitingBytes)
        .build();
  }

  @ParameterizedTest
  @ValueSource(strings = {"websocket", "polling"})
  void ackIsReadWhileManyEventsWait(String transport) throws Exception {
    var answered = new CompletableFuture<String>();
    var handled = new AtomicInteger();
    var all = new CompletableFuture<Void>();
    try (var server = server(16 << 20)) {
      server.onConnection(
          socket ->
              socket.on(
                  "event",
                  Integer.class,
                  number -> {
                    if (number == 0) {
                      answered.complete(ask(socket));
                    }
                    if (handled.incrementAndGet() == MANY) {
                      all.complete(null);
                    }
                  }));
      server.start();
      try (var client = LightClient.connect(server.port(), transport)) {
        var packets = new ArrayList<String>();
        for (int i = 0; i < MANY; i++) {
          packets.add("42[\"event\"," + i + "]");
        }
        client.send(packets);
        answer(client);
        assertThat(answered.get(30, TimeUnit.SECONDS)).isEqualTo("yes");
        all.get(30, TimeUnit.SECONDS);
      }
    }
  }

  @Test
  void eachHandlerOfALongUploadEmitsWithAck() throws Exception {
    int chunks = 30;
    BlockingQueue<String> answers = new LinkedBlockingQueue<>();
    try (var server = server(16 << 20)) {
      server.onConnection(
          socket -> socket.on("chunk", String.class, chunk -> answers.add(ask(socket))));
      server.start();
      try (var client = LightClient.connect(server.port(), "websocket")) {
        String chunk = "42[\"chunk\",\"" + "x".repeat(100_000) + "\"]";
        client.send(Collections.nCopies(chunks, chunk));
        for (int i = 0; i < chunks; i++) {
          answer(client);
        }
        for (int i = 0; i < chunks; i++) {
          assertThat(answers.poll(30, TimeUnit.SECONDS)).isEqualTo("yes");
        }
      }
    }
  }

  /**
   * The client sends no acknowledgement and floods: it is disconnected, and the events that have
   * arrived are handled.
   */
  @ParameterizedTest
  @ValueSource(strings = {"websocket", "polling"})
  void clientThatOwesAnAckAndSendsTooMuchIsCut(String transport) throws Exception {
    BlockingQueue<Integer> handled = new LinkedBlockingQueue<>();
    var reason = new CompletableFuture<DisconnectReason>();
    try (var server = server(1 << 20)) {
      server.onConnection(
          socket -> {
            socket.onDisconnect(reason::complete);
            socket.on(
                "event",
                Integer.class,
                number -> {
                  handled.add(number);
                  if (number == 0) {
                    assertThat(ask(socket)).isEqualTo("no answer");
                  }
                });
          });
      server.start();
      try (var client = LightClient.connect(server.port(), transport)) {
        flood(client);
        assertThat(reason.get(30, TimeUnit.SECONDS))
            .isEqualTo(DisconnectReason.RECEIVE_BUFFER_FULL);
        assertThat(server.stats().receiveBufferDisconnects()).isEqualTo(1);
        List<Integer> numbers = new ArrayList<>(handled);
        assertThat(numbers).isSorted().doesNotHaveDuplicates().hasSizeBetween(5_000, 12_000);
        assertThat(numbers).last().isEqualTo(numbers.size() - 1);
      }
    }
  }

  /** Sends until the server closes the connection. */
  private static void flood(LightClient client) {
    try {
      for (int i = 0; i < 100_000; i += 500) {
        var packets = new ArrayList<String>();
        for (int j = 0; j < 500; j++) {
          packets.add("42[\"event\"," + (i + j) + "]");
        }
        client.send(packets);
      }
    } catch (IOException ended) {
      // the server has closed the connection
    }
  }

  private static String ask(Socket socket) throws Exception {
    try {
      return socket
          .timeout(Duration.ofHours(1))
          .emitWithAck("more?")
          .toCompletableFuture()
          .get(60, TimeUnit.SECONDS)
          .get(0, String.class);
    } catch (ExecutionException e) {
      assertThat(e).hasCauseInstanceOf(NoAckException.class);
      return "no answer";
    }
  }

  private static void answer(LightClient client) throws IOException {
    String question = client.next();
    assertThat(question).startsWith("42").endsWith("[\"more?\"]");
    client.send(List.of("43" + question.substring(2, question.indexOf('[')) + "[\"yes\"]"));
  }
}
