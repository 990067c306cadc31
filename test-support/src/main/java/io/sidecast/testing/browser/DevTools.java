package io.sidecast.testing.browser;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/**
 * The connection to a browser: commands and events of the Chrome DevTools Protocol as JSON, over
 * one WebSocket. A command names the session of its tab, or the empty session for the browser
 * itself. Thread-safe.
 */
final class DevTools implements WebSocket.Listener, AutoCloseable {

  /** The longest wait for the response to a command. */
  static final Duration RESPONSE = Duration.ofSeconds(30);

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Map<Long, CompletableFuture<JsonNode>> pending = new ConcurrentHashMap<>();
  private final Map<String, BiConsumer<String, JsonNode>> listeners = new ConcurrentHashMap<>();
  private final StringBuilder text = new StringBuilder();
  private final CompletableFuture<WebSocket> socket;

  /** The last command in the order of sending; java.net.http accepts one message at a time. */
  private CompletableFuture<?> sent = CompletableFuture.completedFuture(null);

  private long lastId;
  private boolean closed;

  private DevTools(URI endpoint) {
    socket =
        HttpClient.newHttpClient()
            .newWebSocketBuilder()
            .connectTimeout(RESPONSE)
            .buildAsync(endpoint, this);
  }

  /** Connects to a browser. */
  static DevTools connect(URI endpoint) {
    var devTools = new DevTools(endpoint);
    await(devTools.socket, "connection to " + endpoint);
    return devTools;
  }

  /**
   * Registers the receiver of the events of a session. It is called on a thread of the connection.
   */
  void onEvent(String session, BiConsumer<String, JsonNode> listener) {
    listeners.put(session, listener);
  }

  /**
   * Sends a command and waits for its response.
   *
   * @throws BrowserException if the browser refuses the command, or does not respond in 30 seconds
   */
  JsonNode call(String session, String method, Map<String, ?> parameters) {
    return await(send(session, method, parameters), method);
  }

  @Override
  public void close() {
    await(socket, "connection").abort();
    end("the connection to the browser was closed");
  }

  @Override
  public CompletionStage<?> onText(WebSocket webSocket, CharSequence part, boolean last) {
    text.append(part);
    if (last) {
      String message = text.toString();
      text.setLength(0);
      receive(message);
    }
    webSocket.request(1);
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public CompletionStage<?> onClose(WebSocket webSocket, int status, String reason) {
    end("the browser has closed the connection " + reason);
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public void onError(WebSocket webSocket, Throwable failure) {
    end("the connection to the browser failed: " + failure);
  }

  private synchronized CompletableFuture<JsonNode> send(
      String session, String method, Map<String, ?> parameters) {
    var response = new CompletableFuture<JsonNode>();
    if (closed) {
      response.completeExceptionally(new BrowserException("the browser has ended"));
      return response;
    }
    ObjectNode command = JSON.createObjectNode().put("id", ++lastId).put("method", method);
    command.set("params", JSON.valueToTree(parameters));
    if (!session.isEmpty()) {
      command.put("sessionId", session);
    }
    pending.put(lastId, response);
    sent =
        sent.thenCompose(previous -> socket)
            .thenCompose(open -> open.sendText(command.toString(), true))
            .whenComplete(
                (done, failure) -> {
                  if (failure != null) {
                    response.completeExceptionally(failure);
                  }
                });
    return response;
  }

  private void receive(String message) {
    try {
      JsonNode json = JSON.readTree(message);
      if (json.has("id")) {
        settle(json);
      } else {
        BiConsumer<String, JsonNode> listener = listeners.get(json.path("sessionId").asText());
        if (listener != null) {
          listener.accept(json.get("method").asText(), json.get("params"));
        }
      }
    } catch (JsonProcessingException e) {
      end("the browser sent no JSON: " + e.getMessage());
    }
  }

  private void settle(JsonNode json) {
    CompletableFuture<JsonNode> response = pending.remove(json.get("id").asLong());
    if (response == null) {
      return;
    }
    JsonNode error = json.get("error");
    if (error == null) {
      response.complete(json.get("result"));
    } else {
      response.completeExceptionally(new BrowserException(error.get("message").asText()));
    }
  }

  private synchronized void end(String reason) {
    closed = true;
    pending.values().forEach(each -> each.completeExceptionally(new BrowserException(reason)));
    pending.clear();
  }

  private static <T> T await(CompletableFuture<T> stage, String what) {
    try {
      return stage.copy().orTimeout(RESPONSE.toSeconds(), TimeUnit.SECONDS).join();
    } catch (CompletionException e) {
      throw new BrowserException(what + ": " + e.getMessage(), e);
    }
  }
}
