package io.sidecast.examples;

import io.socket.client.Ack;
import io.socket.client.IO;
import io.socket.client.Socket;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.json.JSONException;
import org.json.JSONObject;

/** A client of the demo. Thread-safe. */
final class DemoClient implements AutoCloseable {

  private final Socket socket;
  private final CompletableFuture<String> sid = new CompletableFuture<>();
  private final CompletableFuture<String> message = new CompletableFuture<>();

  private DemoClient(Socket socket) {
    this.socket = socket;
  }

  /** Starts to connect. */
  static DemoClient connect(String url) {
    IO.Options options = IO.Options.builder().setForceNew(true).setReconnection(false).build();
    var client = new DemoClient(IO.socket(URI.create(url), options));
    client.listen();
    client.socket.connect();
    return client;
  }

  /** Returns the socket id that the server assigned to this client. */
  CompletableFuture<String> sid() {
    return sid;
  }

  /** Returns the text of the first {@code my_event} that arrives. */
  CompletableFuture<String> message() {
    return message;
  }

  /** Emits an event and completes with the value of its acknowledgement. */
  CompletableFuture<Object> call(String event, Map<String, ?> argument) {
    var answer = new CompletableFuture<Object>();
    socket.emit(
        event, new Object[] {new JSONObject(argument)}, (Ack) args -> answer.complete(args[0]));
    return answer;
  }

  @Override
  public void close() {
    socket.close();
  }

  private void listen() {
    socket.on(Socket.EVENT_CONNECT, args -> sid.complete(socket.id()));
    socket.on(
        Socket.EVENT_CONNECT_ERROR,
        args -> sid.completeExceptionally(new IllegalStateException("cannot connect: " + args[0])));
    socket.on(
        Socket.EVENT_DISCONNECT,
        args ->
            message.completeExceptionally(
                new IllegalStateException("the client was disconnected: " + args[0])));
    socket.on("my_event", this::received);
  }

  private void received(Object... args) {
    try {
      message.complete(((JSONObject) args[0]).getString("message"));
    } catch (JSONException | ClassCastException wrong) {
      message.completeExceptionally(wrong);
    }
  }
}
