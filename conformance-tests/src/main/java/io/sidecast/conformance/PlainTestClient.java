package io.sidecast.conformance;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A minimal WebSocket client. Unlike the official Java client it can send JSON strings with half a
 * surrogate pair, which JavaScript allows. It supports only text packets of the main namespace.
 * Thread-safe.
 */
final class PlainTestClient extends TestClient implements WebSocket.Listener {

  /** Writes non-ASCII characters as escapes, so half a surrogate pair is sent as ASCII. */
  private static final ObjectMapper MAPPER =
      JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

  private final Map<Integer, CompletableFuture<JsonNode>> calls = new ConcurrentHashMap<>();
  private final AtomicInteger ids = new AtomicInteger();
  private final StringBuilder packet = new StringBuilder();
  private final WebSocket socket;

  /** The stage of the latest send. The next send starts after it. */
  private CompletableFuture<?> sent = CompletableFuture.completedFuture(null);

  PlainTestClient(String url) {
    String address = url.replaceFirst("^http", "ws") + "/socket.io/?EIO=4&transport=websocket";
    socket =
        HttpClient.newHttpClient()
            .newWebSocketBuilder()
            .buildAsync(URI.create(address), this)
            .join();
    send("40");
  }

  @Override
  CompletableFuture<JsonNode> start(String event, ArrayNode args) {
    var answer = new CompletableFuture<JsonNode>();
    int id = ids.incrementAndGet();
    calls.put(id, answer);
    ArrayNode values = JsonNodeFactory.instance.arrayNode().add(event).addAll(args);
    try {
      send("42" + id + MAPPER.writeValueAsString(values));
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
    return answer;
  }

  /** Sends a close frame after all earlier frames. */
  @Override
  public synchronized void close() {
    sent = sent.thenCompose(done -> leave());
  }

  private CompletableFuture<WebSocket> leave() {
    return socket.isOutputClosed()
        ? CompletableFuture.completedFuture(socket)
        : socket.sendClose(WebSocket.NORMAL_CLOSURE, "");
  }

  @Override
  public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
    packet.append(part);
    if (last) {
      String text = packet.toString();
      packet.setLength(0);
      onPacket(text);
    }
    from.request(1);
    return null;
  }

  private void onPacket(String text) {
    int json = text.indexOf('[');
    if (text.equals("2")) {
      send("3");
    } else if (text.startsWith("40")) {
      connected(Values.parse(text.substring(2)).path("sid").textValue());
    } else if (text.startsWith("43")) {
      CompletableFuture<JsonNode> answer = calls.remove(Integer.parseInt(text.substring(2, json)));
      if (answer != null) {
        answer.complete(Values.parse(text.substring(json)));
      }
    } else if (text.startsWith("42")) {
      var values = (ArrayNode) Values.parse(text.substring(json));
      String event = values.remove(0).textValue();
      received(event, values);
    }
  }

  private synchronized void send(String text) {
    sent = sent.thenCompose(done -> socket.sendText(text, true));
  }
}
