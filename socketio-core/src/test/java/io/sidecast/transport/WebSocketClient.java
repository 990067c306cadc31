package io.sidecast.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A WebSocket client with a queue of received messages: text as {@code String}, bytes as {@code
 * byte[]}.
 */
final class WebSocketClient implements WebSocket.Listener, AutoCloseable {

  private final LinkedBlockingQueue<Object> events = new LinkedBlockingQueue<>();
  private final StringBuilder text = new StringBuilder();
  private byte[] bytes = {};
  private final WebSocket socket;

  WebSocketClient(TestServer server, String path) {
    socket =
        TestServer.HTTP
            .newWebSocketBuilder()
            .buildAsync(URI.create("ws://127.0.0.1:" + server.port() + path), this)
            .orTimeout(10, TimeUnit.SECONDS)
            .join();
  }

  /** A client that tries to take over a polling session, and has the answer to its probe. */
  static WebSocketClient probed(TestServer server, String path) throws InterruptedException {
    var client = new WebSocketClient(server, TestServer.toWebSocket(path));
    client.send("2probe");
    client.expect("3probe");
    return client;
  }

  void send(String message) {
    socket.sendText(message, true).orTimeout(10, TimeUnit.SECONDS).join();
  }

  void send(byte[] message) {
    socket.sendBinary(ByteBuffer.wrap(message), true).orTimeout(10, TimeUnit.SECONDS).join();
  }

  void sendPart(String part, boolean last) {
    socket.sendText(part, last).orTimeout(10, TimeUnit.SECONDS).join();
  }

  void ping(byte[] data) {
    socket.sendPing(ByteBuffer.wrap(data)).orTimeout(10, TimeUnit.SECONDS).join();
  }

  Object next() throws InterruptedException {
    @Nullable Object event = events.poll(10, TimeUnit.SECONDS);
    if (event == null) {
      throw new AssertionError("nothing arrived");
    }
    return event;
  }

  void expect(String... messages) throws InterruptedException {
    for (String message : messages) {
      assertThat(next()).isEqualTo(message);
    }
  }

  /** Skips messages up to the close frame. */
  void expectClose(int code) throws InterruptedException {
    Object event = next();
    while (event instanceof byte[] || !event.toString().startsWith("close ")) {
      event = next();
    }
    assertThat(event).isEqualTo("close " + code);
  }

  @Override
  public @Nullable CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
    text.append(data);
    if (last) {
      events.add(text.toString());
      text.setLength(0);
    }
    webSocket.request(1);
    return null;
  }

  @Override
  public @Nullable CompletionStage<?> onBinary(WebSocket webSocket, ByteBuffer data, boolean last) {
    int before = bytes.length;
    bytes = Arrays.copyOf(bytes, before + data.remaining());
    data.get(bytes, before, bytes.length - before);
    if (last) {
      events.add(bytes);
      bytes = new byte[0];
    }
    webSocket.request(1);
    return null;
  }

  @Override
  public @Nullable CompletionStage<?> onPong(WebSocket webSocket, ByteBuffer message) {
    events.add("pong " + message.remaining());
    webSocket.request(1);
    return null;
  }

  @Override
  public CompletionStage<?> onClose(WebSocket webSocket, int code, String reason) {
    events.add("close " + code);
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public void onError(WebSocket webSocket, Throwable error) {
    events.add("close " + error);
  }

  void closeNormally() {
    socket.sendClose(1000, "").orTimeout(10, TimeUnit.SECONDS).join();
  }

  @Override
  public void close() {
    socket.abort();
  }
}
