package io.sidecast.conformance.server;

import static io.sidecast.conformance.server.LocalCluster.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.sidecast.SocketIoServer;
import io.sidecast.conformance.SharedMemoryProvider;
import io.sidecast.limit.Limit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The bound on server-side events that wait for handlers: two servers in this JVM over the
 * reference broker. Confined to the test thread.
 */
@Timeout(120)
@Tag("slow")
class WaitingServerSideEventsTest {

  private final LocalCluster cluster = new LocalCluster(SharedMemoryProvider.DIRECT);

  @AfterEach
  void close() throws Exception {
    cluster.close();
  }

  @Test
  void eventsThatDoNotFitFail() throws Exception {
    List<SocketIoServer> servers =
        cluster.started(2, builder -> builder.limit(Limit.WAITING_SERVER_SIDE_BYTES, 10_000));
    var entered = new CountDownLatch(1);
    var release = new CountDownLatch(1);
    BlockingQueue<String> handled = new LinkedBlockingQueue<>();
    SocketIoServer receiver = servers.get(1);
    receiver.onServerSideEmit(
        "news",
        (args, ack) -> {
          entered.countDown();
          release.await();
          handled.add(args.get(0, String.class));
          ack.send("handled");
        });
    SocketIoServer sender = servers.get(0);
    get(sender.serverSideEmit("news", "first"));
    entered.await();
    String large = "x".repeat(6_000);
    get(sender.serverSideEmit("news", large));
    get(sender.serverSideEmit("news", large));
    Awaitility.await()
        .until(() -> hits(receiver).get(Limit.WAITING_SERVER_SIDE_BYTES), hits -> hits == 1);
    var refused = get(sender.serverSideEmitWithAck("news", large));
    assertThat(refused.value()).isEmpty();
    assertThat(hits(receiver)).containsEntry(Limit.WAITING_SERVER_SIDE_BYTES, 2L);
    release.countDown();
    assertThat(get(sender.serverSideEmitWithAck("news", "last")).isComplete()).isTrue();
    assertThat(handled).containsExactly("first", large, "last");
  }

  private static Map<Limit, Long> hits(SocketIoServer server) {
    return server.stats().limitHits();
  }
}
