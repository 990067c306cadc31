package io.sidecast;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A client that sends and receives raw Socket.IO packets over a WebSocket. It responds to pings and
 * removes the type of the Engine.IO packet.
 */
final class WireClient implements WebSocket.Listener, AutoCloseable {

  private static final long DEADLINE_SECONDS = 20;

  /** A separate pool: a test may block the only worker of the common pool on a small machine. */
  static final ExecutorService THREADS =
      Executors.newCachedThreadPool(
          task -> {
            var thread = new Thread(task, "test-client");
            thread.setDaemon(true);
            return thread;
          });

  private static final HttpClient HTTP = HttpClient.newBuilder().executor(THREADS).build();

  private final BlockingQueue<Object> received = new LinkedBlockingQueue<>();
  private final CompletableFuture<Void> closed = new CompletableFuture<>();
  private final StringBuilder text = new StringBuilder();
  private final ByteArrayOutputStream binary = new ByteArrayOutputStream();
  private final WebSocket socket;

  WireClient(SocketIoServer server) {
    this(server, "");
  }

  WireClient(SocketIoServer server, String query) {
    var uri =
        URI.create(
            "ws://127.0.0.1:" + server.port() + "/socket.io/?EIO=4&transport=websocket" + query);
    socket =
        HTTP.newWebSocketBuilder()
            .header("X-Test", "wire")
            .buildAsync(uri, this)
            .orTimeout(DEADLINE_SECONDS, TimeUnit.SECONDS)
            .join();
    if (!(next() instanceof String open) || !open.startsWith("{")) {
      throw new AssertionError("no OPEN packet");
    }
  }

  /** Connects to a namespace, {@code ""} for the root, and returns the socket id. */
  String connect(String namespace) {
    send("0" + (namespace.isEmpty() ? "" : namespace + ","));
    String answer = text();
    String prefix = "0" + (namespace.isEmpty() ? "" : namespace + ",") + "{\"sid\":\"";
    if (!answer.startsWith(prefix)) {
      throw new AssertionError("not connected: " + answer);
    }
    return answer.substring(prefix.length(), prefix.length() + 20);
  }

  /** Sends a Socket.IO packet as text. */
  void send(String packet) {
    socket.sendText("4" + packet, true).orTimeout(DEADLINE_SECONDS, TimeUnit.SECONDS).join();
  }

  /** Sends a packet to a server that may already have closed the connection. */
  void sendLate(String packet) {
    socket
        .sendText("4" + packet, true)
        .handle((sent, closedMeanwhile) -> null)
        .orTimeout(DEADLINE_SECONDS, TimeUnit.SECONDS)
        .join();
  }

  void sendBinary(byte[] bytes) {
    socket
        .sendBinary(ByteBuffer.wrap(bytes), true)
        .orTimeout(DEADLINE_SECONDS, TimeUnit.SECONDS)
        .join();
  }

  /** Returns the next message, a String or a byte[]. */
  Object next() {
    try {
      Object message = received.poll(DEADLINE_SECONDS, TimeUnit.SECONDS);
      if (message == null) {
        throw new AssertionError("nothing received within " + DEADLINE_SECONDS + " s");
      }
      return message;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  String text() {
    return (String) next();
  }

  byte[] binary() {
    return (byte[]) next();
  }

  /** Waits until the server has closed the connection. */
  void awaitClose() {
    closed.orTimeout(DEADLINE_SECONDS, TimeUnit.SECONDS).join();
  }

  @Override
  public void onOpen(WebSocket webSocket) {
    webSocket.request(Long.MAX_VALUE);
  }

  @Override
  public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
    text.append(data);
    if (last) {
      String message = text.toString();
      text.setLength(0);
      if (message.equals("2")) {
        return webSocket.sendText("3", true);
      }
      received.add(message.substring(1));
    }
    return null;
  }

  @Override
  public CompletionStage<?> onBinary(WebSocket webSocket, ByteBuffer data, boolean last) {
    byte[] part = new byte[data.remaining()];
    data.get(part);
    binary.writeBytes(part);
    if (last) {
      received.add(binary.toByteArray());
      binary.reset();
    }
    return null;
  }

  @Override
  public CompletionStage<?> onClose(WebSocket webSocket, int status, String reason) {
    closed.complete(null);
    return null;
  }

  @Override
  public void onError(WebSocket webSocket, Throwable error) {
    closed.complete(null);
  }

  /** Aborts the connection without a close frame. */
  @Override
  public void close() {
    socket.abort();
  }
}
