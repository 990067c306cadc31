package io.sidecast.conformance.server;

import static io.sidecast.conformance.server.LocalCluster.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.sidecast.SocketIoServer;
import io.sidecast.conformance.SharedMemoryProvider;
import io.sidecast.conformance.TestClient;
import io.sidecast.http.HttpResponse;
import io.sidecast.limit.Limit;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The bound on emits of other nodes that wait for event loops: two servers in this JVM over the
 * reference broker. A route holds the only event loop of the receiver. Confined to the test thread.
 */
@Timeout(120)
@Tag("slow")
class DeliveryBacklogTest {

  private static final int EMITS = 40;
  private static final String LARGE = "x".repeat(20_000);
  private static final int LIMIT = 100_000;
  private static final int MAX_REQUESTS = 100_000;

  private final LocalCluster cluster = new LocalCluster(SharedMemoryProvider.DIRECT);
  private final CountDownLatch held = new CountDownLatch(1);
  private final CountDownLatch release = new CountDownLatch(1);
  private final AtomicLong lost = new AtomicLong();

  @AfterEach
  void close() throws Exception {
    release.countDown();
    cluster.close();
  }

  private CompletionStage<HttpResponse> hold() {
    held.countDown();
    try {
      release.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    return CompletableFuture.completedStage(HttpResponse.text(200, "released"));
  }

  @Test
  void emitsThatDoNotFitAreReported() throws Exception {
    var servers =
        cluster.started(
            2,
            builder ->
                builder
                    .eventLoops(1)
                    .limit(Limit.WAITING_CLUSTER_BYTES, LIMIT)
                    .route(request -> hold()));
    SocketIoServer sender = servers.get(0);
    SocketIoServer receiver = servers.get(1);
    TestClient client = cluster.client(receiver);
    receiver.onMessagesLost(event -> lost.addAndGet(event.count()));
    holdLoop(receiver);
    for (int i = 0; i < EMITS; i++) {
      get(sender.emit("msg", LARGE));
    }
    var refused = get(sender.emitWithAck("msg", LARGE));
    assertThat(refused.answers()).isEmpty();
    assertThat(refused.isComplete()).isFalse();
    long dropped = receiver.clusterStats().lost();
    assertThat((EMITS - dropped) * LARGE.length()).isBetween(LIMIT / 2L, (long) LIMIT);
    assertThat(receiver.stats().limitHits())
        .containsEntry(Limit.WAITING_CLUSTER_BYTES, dropped + 1);
    Awaitility.await().atMost(20, TimeUnit.SECONDS).until(lost::get, sum -> sum == dropped);
    release.countDown();
    get(sender.emit("fence", 0));
    client.awaits("fence", 0);
    assertThat(client.received("msg")).hasSize((int) (EMITS - dropped));
    for (int i = 1; i <= EMITS; i++) {
      get(sender.emit("msg", LARGE));
      get(sender.emit("fence", i));
      client.awaits("fence", i);
    }
    assertThat(client.received("msg")).hasSize((int) (2 * EMITS - dropped));
    assertThat(receiver.clusterStats().lost()).isEqualTo(dropped);
  }

  @Test
  void requestsBeyondTheBoundFailAtOnce() throws Exception {
    var servers = cluster.started(2, builder -> builder.ackTimeout(Duration.ofHours(1)));
    SocketIoServer sender = servers.get(0);
    SocketIoServer receiver = servers.get(1);
    receiver.onServerSideEmit("question", (args, ack) -> {}); // sends no acknowledgement
    for (int i = 1; i <= MAX_REQUESTS; i++) {
      var unused = sender.serverSideEmitWithAck("question");
      if (i % 5_000 == 0) {
        int sent = i;
        Awaitility.await("the requests to arrive")
            .atMost(TestClient.MAX_WAIT_SECONDS, TimeUnit.SECONDS)
            .until(() -> receiver.load().incomingRequests(), requests -> requests == sent);
      }
    }
    assertThat(get(sender.serverSideEmitWithAck("question")).isComplete()).isFalse();
    assertThat(receiver.load().incomingRequests()).isEqualTo(MAX_REQUESTS);
  }

  /** Holds the event loop with a request that has no response before the release. */
  private void holdLoop(SocketIoServer server) throws InterruptedException {
    var uri = URI.create("http://127.0.0.1:" + server.port() + "/hold");
    var unused =
        HttpClient.newHttpClient()
            .sendAsync(HttpRequest.newBuilder(uri).build(), BodyHandlers.discarding());
    held.await();
  }
}
