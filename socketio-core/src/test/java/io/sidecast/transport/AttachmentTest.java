package io.sidecast.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.sidecast.connection.DisconnectReason;
import io.sidecast.transport.http.HttpSettings;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** An engine in the pipeline of another server. */
@ExtendWith(LeakDetection.class)
@ParameterizedClass(name = "the other server reads on demand: {0}")
@ValueSource(booleans = {false, true})
class AttachmentTest {

  private final HostServer host;

  AttachmentTest(boolean onDemand) {
    host = new HostServer(HttpSettings.DEFAULT, onDemand);
  }

  @AfterEach
  void stop() {
    host.close();
  }

  private RawClient connect() throws Exception {
    return new RawClient(host.port());
  }

  @Test
  void bothAnswerOnOneConnection() throws Exception {
    try (var client = connect()) {
      client.send(RawClient.get("/mine"));
      assertThat(client.answer().body()).isEqualTo("/mine ");
      client.send(RawClient.get(TestServer.POLLING));
      String path = TestServer.POLLING + "&sid=" + TestServer.sid(client.answer().body());
      client.send(RawClient.post(path, "4hello"));
      assertThat(client.answer().body()).isEqualTo("ok");
      client.send(RawClient.post("/mine", "body"));
      assertThat(client.answer().body()).isEqualTo("/mine body");
      client.send(RawClient.get(path));
      assertThat(client.answer().body()).isEqualTo("4hello");
    }
  }

  @Test
  void pipelinedAnswersKeepTheirOrder() throws Exception {
    try (var client = connect();
        var other = connect()) {
      client.send(RawClient.get(TestServer.POLLING));
      String path = TestServer.POLLING + "&sid=" + TestServer.sid(client.answer().body());
      client.send(
          RawClient.get("/first")
              + RawClient.get(path)
              + RawClient.post("/second", "body")
              + RawClient.get("/third"));
      assertThat(client.answer().body()).isEqualTo("/first ");
      other.send(RawClient.post(path, "4hello")); // the poll waits for this packet
      assertThat(other.answer().body()).isEqualTo("ok");
      assertThat(client.answer().body()).isEqualTo("4hello");
      assertThat(client.answer().body()).isEqualTo("/second body");
      assertThat(client.answer().body()).isEqualTo("/third ");
    }
  }

  @Test
  void webSocketsBelongToTheEngine() throws Exception {
    try (var client = connect()) {
      client.send(RawClient.get("/mine"));
      assertThat(client.answer().status()).isEqualTo(200);
      client.send(RawClient.upgrade(TestServer.WEBSOCKET));
      assertThat(client.answer().status()).isEqualTo(101);
      assertThat(client.text()).startsWith("0{");
      client.frame(0x81, "4hello".getBytes(StandardCharsets.UTF_8));
      assertThat(client.text()).isEqualTo("4hello");
      client.socket.close();
    }
    assertThat(host.accepted().closeReason()).isEqualTo(DisconnectReason.TRANSPORT_CLOSE);
  }

  @Test
  void brokenConnectionsAreNoticed() throws Exception {
    EchoHandler handler;
    try (var client = connect()) {
      client.send(RawClient.get(TestServer.POLLING));
      String path = TestServer.POLLING + "&sid=" + TestServer.sid(client.answer().body());
      client.send(RawClient.get(path) + RawClient.get("/waits"));
      handler = host.accepted();
      Await.untilPolling(handler);
    }
    assertThat(handler.closeReason()).isEqualTo(DisconnectReason.TRANSPORT_ERROR);
  }

  @Test
  void closingEndsTheSessionsNotTheServer() throws Exception {
    try (var client = connect();
        var webSocket = connect()) {
      webSocket.send(RawClient.upgrade(TestServer.WEBSOCKET));
      webSocket.answer();
      webSocket.text();
      var closed = host.attachment.close().toCompletableFuture();
      assertThat(webSocket.closeCode()).isEqualTo(1001);
      closed.get(10, TimeUnit.SECONDS);
      client.send(RawClient.get("/mine"));
      assertThat(client.answer().body()).isEqualTo("/mine ");
      client.send(RawClient.get(TestServer.POLLING));
      assertThat(client.answer().status()).isEqualTo(503);
    }
  }

  /** The response to the POST request waits for the handlers when its connection ends. */
  @Test
  void sessionEndsThoughTheLoopOfItsLastRequestIsTerminated() throws Exception {
    try (var opens = connect();
        var posts = connect()) {
      opens.send(RawClient.get(TestServer.POLLING));
      String path = TestServer.POLLING + "&sid=" + TestServer.sid(opens.answer().body());
      EchoHandler handler = host.accepted();
      posts.send(RawClient.post(path, "4!pause"));
      handler.awaits("!pause");
      var busy = new CompletableFuture<Thread>();
      var terminated = new CompletableFuture<Void>();
      handler.connection.schedule(
          Duration.ZERO,
          () -> {
            busy.complete(Thread.currentThread());
            terminated.join();
          });
      host.endOtherLoop(busy.get(10, TimeUnit.SECONDS));
      terminated.complete(null);
      assertThat(handler.closeReason()).isEqualTo(DisconnectReason.TRANSPORT_ERROR);
      Await.until("the session is forgotten", () -> host.engine.sessionCount() == 0);
    }
  }
}
