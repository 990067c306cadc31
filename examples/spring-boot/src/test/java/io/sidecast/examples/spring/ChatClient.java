package io.sidecast.examples.spring;

import io.socket.client.Ack;
import io.socket.client.IO;
import io.socket.client.Socket;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import okhttp3.Cookie;
import okhttp3.CookieJar;
import okhttp3.Dispatcher;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Response;
import okhttp3.WebSocket;
import okhttp3.WebSocketListener;
import org.json.JSONObject;

/**
 * An official Java client with cookies, as a browser has them. It joins a room whenever it
 * connects, sends numbered messages, and compares the numbers that it receives within one
 * connection. Thread-safe.
 */
final class ChatClient implements AutoCloseable {

  static final List<String> WEBSOCKET = List.of("websocket");
  static final List<String> POLLING = List.of("polling");
  static final List<String> UPGRADE = List.of("polling", "websocket");

  private static final String ROOM = "tea";
  private static final OkHttpClient HTTP = http();

  private final String name;
  private final List<String> transports;
  private final Socket socket;
  private final List<String> faults = new ArrayList<>();
  private final List<End> ends = new ArrayList<>();
  private String node = "";
  private boolean joined;
  private long first;
  private long last;
  private long acknowledged;

  /** The end of a connection: the reason of the client library, and the time of this JVM. */
  record End(String reason, long nanos) {}

  /** The cookies of one client for one host. */
  private record Cookies(Map<String, Cookie> byName) implements CookieJar {

    @Override
    public void saveFromResponse(HttpUrl url, List<Cookie> cookies) {
      cookies.forEach(cookie -> byName.put(cookie.name(), cookie));
    }

    @Override
    public List<Cookie> loadForRequest(HttpUrl url) {
      return List.copyOf(byName.values());
    }
  }

  /**
   * Answers the close frame of a server, which the client library does not: it would notice the
   * close only by its ping timeout.
   */
  private static final class ClosingListener extends WebSocketListener {

    private final WebSocketListener library;

    ClosingListener(WebSocketListener library) {
      this.library = library;
    }

    @Override
    public void onOpen(WebSocket webSocket, Response response) {
      library.onOpen(webSocket, response);
    }

    @Override
    public void onMessage(WebSocket webSocket, String text) {
      library.onMessage(webSocket, text);
    }

    @Override
    public void onClosing(WebSocket webSocket, int code, String reason) {
      webSocket.close(code, reason);
    }

    @Override
    public void onClosed(WebSocket webSocket, int code, String reason) {
      library.onClosed(webSocket, code, reason);
    }

    @Override
    public void onFailure(WebSocket webSocket, Throwable failure, Response response) {
      library.onFailure(webSocket, failure, response);
    }
  }

  /**
   * Begins to connect.
   *
   * @param name the name in messages
   * @param url the address of the balancer
   * @param transports the transports in the order in which the client tries them
   */
  ChatClient(String name, URI url, List<String> transports) {
    this.name = name;
    this.transports = transports;
    var options = new IO.Options();
    options.forceNew = true;
    options.transports = transports.toArray(String[]::new);
    options.reconnectionDelay = 200;
    options.reconnectionDelayMax = 1_000;
    var http = HTTP.newBuilder().cookieJar(new Cookies(new ConcurrentHashMap<>())).build();
    options.callFactory = http;
    options.webSocketFactory =
        (request, listener) -> http.newWebSocket(request, new ClosingListener(listener));
    socket = IO.socket(url, options);
    socket.on("welcome", args -> welcomed((String) args[0]));
    socket.on("said", args -> said((JSONObject) args[0]));
    socket.on(Socket.EVENT_DISCONNECT, args -> disconnected((String) args[0]));
    socket.connect();
  }

  /** Returns a client that does not limit the concurrent requests to one host. */
  private static OkHttpClient http() {
    var dispatcher = new Dispatcher();
    dispatcher.setMaxRequests(1_000);
    dispatcher.setMaxRequestsPerHost(1_000);
    return new OkHttpClient.Builder()
        .dispatcher(dispatcher)
        .readTimeout(1, TimeUnit.MINUTES)
        .build();
  }

  private synchronized void welcomed(String label) {
    node = label;
    socket.emit("join", new Object[] {ROOM}, (Ack) args -> joined());
  }

  private synchronized void joined() {
    joined = true;
  }

  private synchronized void disconnected(String reason) {
    ends.add(new End(reason, System.nanoTime()));
    joined = false;
    first = 0;
    last = 0;
  }

  private synchronized void said(JSONObject message) {
    long number = Long.parseLong(message.optString("text"));
    if (first == 0) {
      first = number;
    } else if (number != last + 1) {
      faults.add("%s on %s received %d after %d".formatted(name, node, number, last));
    }
    last = number;
  }

  /** Returns whether the client uses these transports. */
  boolean uses(List<String> expected) {
    return transports.equals(expected);
  }

  /** Sends a message to the room. A refusal is a fault. */
  void say(long number) {
    var message = new JSONObject(Map.of("room", ROOM, "text", Long.toString(number)));
    socket.emit("say", new Object[] {message}, (Ack) args -> acknowledged(number, args));
  }

  private synchronized void acknowledged(long number, Object... args) {
    acknowledged++;
    if (args.length != 0) {
      faults.add("%s sent %d: %s".formatted(name, number, Arrays.toString(args)));
    }
  }

  /** Returns the number of messages of this client that are acknowledged. */
  synchronized long acknowledged() {
    return acknowledged;
  }

  /** Returns the name of the node that served the last connection. */
  synchronized String node() {
    return node;
  }

  /** Returns whether the room is joined in the present connection. */
  synchronized boolean isJoined() {
    return joined;
  }

  /** Returns the first number that the present connection received; 0 before. */
  synchronized long first() {
    return first;
  }

  /** Returns the last number that the present connection received; 0 before. */
  synchronized long last() {
    return last;
  }

  /** Returns the ends of all connections. */
  synchronized List<End> ends() {
    return List.copyOf(ends);
  }

  /** Returns gaps and duplicates of received messages, and refusals of sent ones. */
  synchronized List<String> faults() {
    return List.copyOf(faults);
  }

  @Override
  public void close() {
    socket.off();
    socket.close();
  }

  @Override
  public synchronized String toString() {
    return "%s, %s, on %s, joined: %s, received %d to %d, ended: %s"
        .formatted(name, transports, node, joined, first, last, ends);
  }
}
