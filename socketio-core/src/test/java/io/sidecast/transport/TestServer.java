package io.sidecast.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.sidecast.connection.Connection;
import io.sidecast.engine.EngineServer;
import io.sidecast.engine.EngineSettings;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A server on a free port that echoes messages, and the requests of tests to it. */
final class TestServer implements AutoCloseable {

  /**
   * The threads of the HTTP client. On a small machine the common pool has one worker, which a test
   * may block.
   */
  static final ExecutorService THREADS =
      Executors.newCachedThreadPool(
          task -> {
            var thread = new Thread(task, "test-client");
            thread.setDaemon(true);
            return thread;
          });

  static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).executor(THREADS).build();
  static final String POLLING = "/socket.io/?EIO=4&transport=polling";
  static final String WEBSOCKET = "/socket.io/?EIO=4&transport=websocket";

  private static final Pattern SID = Pattern.compile("\"sid\":\"([^\"]*)\"");

  final EngineServer engine;
  final HttpServer http;
  private final LinkedBlockingQueue<EchoHandler> opened = new LinkedBlockingQueue<>();
  private final Queue<EchoHandler> all = new ConcurrentLinkedQueue<>();

  private TestServer(EngineSettings engineSettings, TransportSettings settings) {
    engine =
        new EngineServer(
            engineSettings,
            connection -> {
              var handler = new EchoHandler(connection);
              opened.add(handler);
              all.add(handler);
              return handler;
            });
    http = HttpServer.start(engine, settings).toCompletableFuture().join();
  }

  static TestServer start() {
    return start(builder -> builder);
  }

  static TestServer start(UnaryOperator<EngineSettings.Builder> change) {
    return start(change, local());
  }

  static TestServer start(
      UnaryOperator<EngineSettings.Builder> change, TransportSettings settings) {
    return new TestServer(change.apply(EngineSettings.builder()).build(), settings);
  }

  static TransportSettings local() {
    return TransportSettings.onPort(0).withHost("127.0.0.1").withEventLoops(3);
  }

  int port() {
    return http.address().getPort();
  }

  URI uri(String path) {
    return URI.create("http://127.0.0.1:" + port() + path);
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(uri(path)).timeout(Duration.ofSeconds(20));
  }

  HttpResponse<String> get(String path) throws Exception {
    return HTTP.send(request(path).build(), BodyHandlers.ofString());
  }

  CompletableFuture<HttpResponse<String>> getAsync(String path) {
    return HTTP.sendAsync(request(path).build(), BodyHandlers.ofString());
  }

  HttpResponse<String> post(String path, String body) throws Exception {
    return HTTP.send(
        request(path).POST(HttpRequest.BodyPublishers.ofString(body)).build(),
        BodyHandlers.ofString());
  }

  /** Opens a polling session and returns the target of its requests. */
  String openPolling() throws Exception {
    return POLLING + "&sid=" + sid(get(POLLING).body());
  }

  static String sid(String open) {
    Matcher matcher = SID.matcher(open);
    assertThat(matcher.find()).as(open).isTrue();
    return matcher.group(1);
  }

  static String toWebSocket(String pollingPath) {
    return pollingPath.replace("transport=polling", "transport=websocket");
  }

  /** Returns the body of a poll, which must succeed. */
  String poll(String path) throws Exception {
    HttpResponse<String> response = get(path);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return response.body();
  }

  /** Returns the handler of the next connection that the engine opens. */
  EchoHandler accepted() throws InterruptedException {
    @Nullable EchoHandler handler = opened.poll(10, TimeUnit.SECONDS);
    if (handler == null) {
      throw new AssertionError("no connection was opened");
    }
    return handler;
  }

  /** Ends polling sessions first: the server would wait a second for their clients to poll. */
  @Override
  public void close() {
    all.stream()
        .filter(handler -> !handler.isClosed())
        .filter(handler -> handler.connection.transport().equals("polling"))
        .map(this::sendGarbage)
        .toList()
        .forEach(CompletableFuture::join);
    http.close().toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
  }

  /** A body that is no packet ends its session; whatever comes back is as good. */
  private CompletableFuture<?> sendGarbage(EchoHandler handler) {
    Connection connection = handler.connection;
    String query = "?EIO=" + connection.protocol() + "&transport=polling&sid=" + connection.id();
    String path = connection.request().uri().replaceFirst("\\?.*", query);
    var request = request(path).POST(HttpRequest.BodyPublishers.ofString("x")).build();
    return HTTP.sendAsync(request, BodyHandlers.discarding())
        .orTimeout(5, TimeUnit.SECONDS)
        .handle((answer, failure) -> null);
  }
}
