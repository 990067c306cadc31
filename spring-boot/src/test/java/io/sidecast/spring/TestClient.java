package io.sidecast.spring;

import io.socket.client.Ack;
import io.socket.client.IO;
import io.socket.client.Socket;
import java.net.URI;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** The official Java client, connected to one namespace. Confined to the test thread. */
public final class TestClient implements AutoCloseable {

  private static final long DEADLINE_SECONDS = 20;

  private final Socket socket;
  private final BlockingQueue<String> events = new LinkedBlockingQueue<>();
  private final CompletableFuture<String> outcome = new CompletableFuture<>();

  private TestClient(String uri, Map<String, String> auth) {
    var options =
        IO.Options.builder()
            .setForceNew(true)
            .setReconnection(false)
            .setTransports(new String[] {"websocket"})
            .setAuth(auth)
            .build();
    socket = IO.socket(URI.create(uri), options);
    socket.on(Socket.EVENT_CONNECT, args -> outcome.complete("connected"));
    socket.on(Socket.EVENT_CONNECT_ERROR, args -> outcome.complete(String.valueOf(args[0])));
    socket.on(Socket.EVENT_DISCONNECT, args -> events.add("disconnect"));
    socket.onAnyIncoming(args -> events.add(Arrays.toString(args)));
    socket.connect();
  }

  /** Connects to the namespace {@code /}. */
  public static TestClient connect(int port) {
    return connect(port, "/", Map.of());
  }

  /** Connects to a namespace, and fails if the server refuses the client. */
  public static TestClient connect(int port, String namespace, Map<String, String> auth) {
    var client = new TestClient("http://127.0.0.1:" + port + namespace, auth);
    String outcome = client.outcome();
    if (!outcome.equals("connected")) {
      client.close();
      throw new AssertionError(outcome);
    }
    return client;
  }

  /** Returns the message with which the server refuses a client. */
  public static String refused(int port, String namespace, Map<String, String> auth) {
    try (var client = new TestClient("http://127.0.0.1:" + port + namespace, auth)) {
      return client.outcome();
    }
  }

  private String outcome() {
    return outcome.orTimeout(DEADLINE_SECONDS, TimeUnit.SECONDS).join();
  }

  public String id() {
    return socket.id();
  }

  public void emit(String event, Object... args) {
    socket.emit(event, args);
  }

  /** Emits an event and returns the arguments of its acknowledgement as text. */
  public String ask(String event, Object... args) {
    var answer = new CompletableFuture<String>();
    socket.emit(event, args, (Ack) values -> answer.complete(Arrays.toString(values)));
    return answer.orTimeout(DEADLINE_SECONDS, TimeUnit.SECONDS).join();
  }

  /** Returns the next event with its arguments, or {@code disconnect}. */
  public String next() throws InterruptedException {
    return String.valueOf(events.poll(DEADLINE_SECONDS, TimeUnit.SECONDS));
  }

  @Override
  public void close() {
    socket.disconnect();
  }
}
