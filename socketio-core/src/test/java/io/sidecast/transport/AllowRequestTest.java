package io.sidecast.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.sidecast.connection.Connection;
import io.sidecast.connection.EngineListener;
import io.sidecast.engine.EngineHooks;
import io.sidecast.http.AllowRequest;
import io.sidecast.http.ConnectionError;
import io.sidecast.http.RequestDecision;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The application decides which requests open a session, and receives reports of connections and of
 * refused requests.
 */
@ExtendWith(LeakDetection.class)
class AllowRequestTest {

  private static final ExecutorService USER_CODE =
      Executors.newCachedThreadPool(task -> new Thread(task, "user-code"));

  private final LinkedBlockingQueue<ConnectionError> errors = new LinkedBlockingQueue<>();
  private final LinkedBlockingQueue<Connection> connections = new LinkedBlockingQueue<>();
  private final EngineListener listener =
      new EngineListener() {
        @Override
        public void onConnection(Connection connection) {
          connections.add(connection);
        }

        @Override
        public void onConnectionError(ConnectionError error) {
          errors.add(error);
        }
      };

  @AfterAll
  static void stop() {
    USER_CODE.shutdown();
  }

  private TestServer serve(AllowRequest hook) {
    var hooks = new EngineHooks(hook, listener, USER_CODE, Duration.ofMillis(300));
    return TestServer.start(builder -> builder.hooks(hooks), TestServer.local().withEventLoops(1));
  }

  private static CompletableFuture<RequestDecision> done(RequestDecision decision) {
    return CompletableFuture.completedFuture(decision);
  }

  private ConnectionError error() throws InterruptedException {
    ConnectionError error = errors.poll(10, TimeUnit.SECONDS);
    if (error == null) {
      throw new AssertionError("no refused request was reported");
    }
    return error;
  }

  @Test
  void allowedRequestsConnect() throws Exception {
    var asked = new AtomicInteger();
    var threads = new LinkedBlockingQueue<String>();
    try (var server =
        serve(
            request -> {
              asked.incrementAndGet();
              threads.add(Thread.currentThread().getName());
              boolean known = request.query().containsKey("token");
              return done(known ? RequestDecision.allow() : RequestDecision.refuse());
            })) {
      String sid = TestServer.sid(server.get(TestServer.POLLING + "&token=1").body());
      String path = TestServer.POLLING + "&sid=" + sid;
      server.post(path, "4hello");
      assertThat(server.poll(path)).isEqualTo("4hello");
      try (var client = new WebSocketClient(server, TestServer.WEBSOCKET + "&token=1")) {
        client.next();
        client.send("4hello");
        client.expect("4hello");
      }
      assertThat(asked).as("decisions are requested for handshakes only").hasValue(2);
      assertThat(threads).containsOnly("user-code");
      assertThat(connections.poll(10, TimeUnit.SECONDS)).isNotNull();
    }
  }

  @ParameterizedTest
  @CsvSource({"'', Forbidden, Forbidden", "'no \"entry\"', 'no \\\"entry\\\"', 'no \"entry\"'"})
  void refusedRequests(String given, String inJson, String message) throws Exception {
    var decision = given.isEmpty() ? RequestDecision.refuse() : RequestDecision.refuse(given);
    try (var server = serve(request -> done(decision))) {
      var polling = server.get(TestServer.POLLING);
      assertThat(polling.statusCode()).isEqualTo(403);
      assertThat(polling.body()).isEqualTo("{\"code\":4,\"message\":\"" + inJson + "\"}");
      assertThat(error().message()).isEqualTo(message);
      try (var client = new RawClient(server)) {
        client.send(RawClient.upgrade(TestServer.WEBSOCKET));
        var answer = client.answer();
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body()).isEqualTo(message);
        assertThat(client.isEnded()).isTrue();
      }
      assertThat(error().code()).isEqualTo(4);
      assertThat(server.engine.sessionCount()).isZero();
    }
  }

  @ParameterizedTest
  @CsvSource({"throws", "fails", "late", "null", "nothing"})
  void noDecisionIsANo(String how) throws Exception {
    try (var server =
        serve(
            request -> {
              switch (how) {
                case "throws" -> throw new Exception("asked to fail");
                case "fails" -> {
                  return CompletableFuture.failedFuture(new IllegalStateException("failed"));
                }
                case "null" -> {
                  return CompletableFuture.completedFuture(null);
                }
                case "late" -> {
                  return new CompletableFuture<>();
                }
                default -> {
                  return null;
                }
              }
            })) {
      var answer = server.get(TestServer.POLLING);
      assertThat(answer.statusCode()).isEqualTo(403);
      assertThat(answer.body()).isEqualTo("{\"code\":4,\"message\":\"Forbidden\"}");
    }
  }

  @Test
  void aClientThatLeavesMeanwhileGetsNoSession() throws Exception {
    var asked = new CompletableFuture<Void>();
    var decision = new CompletableFuture<RequestDecision>();
    var first = new AtomicInteger();
    try (var server =
        serve(
            request -> {
              asked.complete(null);
              return first.getAndIncrement() == 0 ? decision : done(RequestDecision.allow());
            })) {
      try (var client = new RawClient(server)) {
        client.send(RawClient.get(TestServer.POLLING));
        asked.get(10, TimeUnit.SECONDS);
      }
      server.get("/fence"); // follows the end of the first connection on the event loop
      decision.complete(RequestDecision.allow());
      server.openPolling();
      server.accepted();
      assertThat(server.engine.sessionCount()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "/socket.io/?EIO=4&transport=none,                  0, transport, none",
    "/socket.io/?EIO=4&transport=polling&sid=none,      1, sid,       none",
    "/socket.io/?EIO=4&transport=websocket,             3, name,      TRANSPORT_HANDSHAKE_ERROR",
    "/socket.io/?EIO=3&transport=polling,               5, protocol,  3"
  })
  void refusalsHaveAReason(String path, int code, String name, String value) throws Exception {
    try (var server = serve(request -> done(RequestDecision.allow()))) {
      assertThat(server.get(path).statusCode()).isEqualTo(400);
      ConnectionError error = error();
      assertThat(error.code()).isEqualTo(code);
      assertThat(error.context()).isEqualTo(Map.of(name, value));
      assertThat(error.request().uri()).isEqualTo(path);
    }
  }
}
