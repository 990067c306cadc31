package io.sidecast.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.sidecast.http.HttpResponse;
import io.sidecast.http.HttpRoute;
import io.sidecast.transport.http.HttpSettings;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Persistent connections, pipelining, limits, and the application's HTTP routes. */
@ExtendWith(LeakDetection.class)
class HttpConnectionTest {

  private static final byte[] LARGE = new byte[500_000];

  private final CompletableFuture<HttpResponse> late = new CompletableFuture<>();
  private final AtomicInteger largeCalls = new AtomicInteger();
  private TestServer server;

  @BeforeEach
  void start() {
    HttpRoute health =
        call ->
            call.path().equals("/health")
                ? CompletableFuture.completedFuture(HttpResponse.text(200, call.method()))
                : null;
    HttpRoute lateRoute = call -> call.path().equals("/late") ? late : null;
    HttpRoute large =
        call -> {
          boolean wanted = call.path().equals("/large");
          largeCalls.addAndGet(wanted ? 1 : 0);
          return wanted
              ? CompletableFuture.completedFuture(HttpResponse.of(200, "text/plain", LARGE))
              : null;
        };
    HttpRoute broken =
        call -> {
          if (call.path().equals("/broken")) {
            throw new IllegalStateException("on purpose");
          }
          return null;
        };
    var settings =
        TestServer.local()
            .withHttp(
                HttpSettings.DEFAULT
                    .withRoute(health)
                    .withRoute(lateRoute)
                    .withRoute(large)
                    .withRoute(broken));
    server = TestServer.start(builder -> builder, settings);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void connectionIsKeptAlive() throws Exception {
    try (var client = new RawClient(server)) {
      client.send(RawClient.get(TestServer.POLLING));
      var open = client.answer();
      assertThat(open.head()).doesNotContainIgnoringCase("connection: close");
      String path = TestServer.POLLING + "&sid=" + TestServer.sid(open.body());
      for (int i = 0; i < 20; i++) {
        client.send(RawClient.post(path, "4" + i));
        assertThat(client.answer().body()).isEqualTo("ok");
        client.send(RawClient.get(path));
        assertThat(client.answer().body()).isEqualTo("4" + i);
      }
    }
  }

  @Test
  void oldClientsAreAnsweredAsTheyAsk() throws Exception {
    try (var client = new RawClient(server)) {
      client.send("GET /health HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
      assertThat(client.answer().head()).containsIgnoringCase("connection: keep-alive");
      client.send("GET /health HTTP/1.0\r\n\r\n");
      assertThat(client.answer().body()).isEqualTo("GET");
      assertThat(client.isEnded()).isTrue();
    }
  }

  @Test
  void pipelinedRequestsAreAnsweredInOrder() throws Exception {
    String path = server.openPolling();
    try (var client = new RawClient(server)) {
      client.send(
          RawClient.get("/late")
              + RawClient.get("/health")
              + RawClient.post(path, "4a")
              + RawClient.post(path, "4b")
              + RawClient.get(path)
              + RawClient.get("/nowhere"));
      server.accepted();
      late.complete(HttpResponse.text(200, "late"));
      assertThat(client.answer().body()).isEqualTo("late");
      assertThat(client.answer().body()).isEqualTo("GET");
      assertThat(client.answer().body()).isEqualTo("ok");
      assertThat(client.answer().body()).isEqualTo("ok");
      assertThat(client.answer().body()).isEqualTo("4a\u001e4b");
      assertThat(client.answer().status()).isEqualTo(404);
    }
  }

  @Test
  void longPipelineIsAnsweredInOrder() throws Exception {
    try (var client = new RawClient(server)) {
      client.send(RawClient.get("/late") + RawClient.get("/health").repeat(120));
      late.complete(HttpResponse.text(200, "late"));
      assertThat(client.answer().body()).isEqualTo("late");
      for (int i = 0; i < 120; i++) {
        assertThat(client.answer().body()).isEqualTo("GET");
      }
    }
  }

  @Test
  void unreadResponsesDoNotPileUp() throws Exception {
    int requests = 120;
    try (var client = new RawClient(server)) {
      client.send(RawClient.get("/large").repeat(requests));
      Await.until("the first is answered", () -> largeCalls.get() > 0);
      server.get("/health");
      assertThat(largeCalls.get()).isLessThan(requests);
      for (int i = 0; i < requests; i++) {
        assertThat(client.answer().body()).hasSize(LARGE.length);
      }
    }
  }

  @Test
  void requestAfterARefusedBodyIsUnderstood() throws Exception {
    String path = server.openPolling();
    try (var client = new RawClient(server)) {
      client.send(RawClient.post(path, "x".repeat(3_000_000)) + RawClient.get("/health"));
      assertThat(client.answer().status()).isEqualTo(413);
      assertThat(client.answer().body()).isEqualTo("GET");
    }
  }

  @Test
  void expectedContinueIsSent() throws Exception {
    String path = server.openPolling();
    try (var client = new RawClient(server)) {
      String request = RawClient.post(path, "4hello");
      client.send(request.replace("4hello", "").replace("Host", "Expect: 100-continue\r\nHost"));
      assertThat(client.answer().status()).isEqualTo(100);
      client.send("4hello");
      assertThat(client.answer().body()).isEqualTo("ok");
    }
  }

  @Test
  void expectedContinueIsRefusedForALargeBody() throws Exception {
    String path = server.openPolling();
    try (var client = new RawClient(server)) {
      client.send(
          "POST "
              + path
              + " HTTP/1.1\r\n"
              + "Host: test\r\n"
              + "Expect: 100-continue\r\n"
              + "Content-Length: 2000000\r\n\r\n");
      assertThat(client.answer().status()).isEqualTo(413);
    }
  }

  @Test
  void malformedRequestsAreRefused() throws Exception {
    for (String request :
        List.of(
            "nonsense\r\n\r\n",
            "GET / HTTP/1.1\r\nNo colon\r\n\r\n",
            "GET / HTTP/1.1\r\nContent-Length: x\r\n\r\n")) {
      try (var client = new RawClient(server)) {
        client.send(request);
        var answer = client.answer();
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body()).isEqualTo("malformed HTTP request");
        assertThat(client.isEnded()).isTrue();
      }
    }
  }

  @Test
  void idleConnectionIsClosedButNotAPendingPoll() throws Exception {
    var settings = TestServer.local().withIdleTimeout(Duration.ofMillis(200));
    try (var impatient = TestServer.start(builder -> builder, settings);
        var poller = new RawClient(impatient);
        var idle = new RawClient(impatient)) {
      poller.send(RawClient.get(TestServer.POLLING));
      String path = TestServer.POLLING + "&sid=" + TestServer.sid(poller.answer().body());
      var handler = impatient.accepted();
      poller.send(RawClient.get(path));
      assertThat(idle.isEnded()).isTrue();
      handler.send("still here");
      assertThat(poller.answer().body()).isEqualTo("4still here");
    }
  }

  @Test
  void brokenRouteIsAnError() throws Exception {
    assertThat(server.get("/broken").statusCode()).isEqualTo(500);
    late.completeExceptionally(new IllegalStateException("on purpose"));
    assertThat(server.get("/late").statusCode()).isEqualTo(500);
  }
}
