package io.sidecast.conformance.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.UnixOperatingSystemMXBean;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import io.sidecast.SocketIoServer;
import io.sidecast.SocketIoServerBuilder;
import io.sidecast.conformance.SharedMemoryProvider;
import io.sidecast.conformance.TestClient;
import java.lang.management.ManagementFactory;
import java.lang.ref.WeakReference;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A thousand servers that start, serve a client and close, one after another in one JVM, as members
 * of a cluster with one server that stays. Confined to the test thread.
 */
@Timeout(600)
@Tag("slow")
class ManyStartsTest {

  private static final int WARM_UP = 50;
  private static final int CYCLES = 1_000;

  /** The broadcast channel and the channel of the server that stays. */
  private static final int OWN_CHANNELS = 2;

  private final LocalCluster cluster = new LocalCluster(SharedMemoryProvider.FAULTY);
  private final Census before = Census.now();
  private final SocketIoServer watcher =
      cluster.started(1, ManyStartsTest::withShortTimeout).get(0);
  private final HttpClient http = HttpClient.newHttpClient();
  private final List<WeakReference<SocketIoServer>> servers = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    cluster.close();
  }

  @Test
  void leaveNothing() throws Exception {
    run(WARM_UP);
    cluster.awaitNodes(1);
    long buffers = directBytes();
    long files = openFiles();
    run(CYCLES);
    awaitEmptyTables();
    assertThat(directBytes()).isLessThanOrEqualTo(buffers);
    Awaitility.await("the files of all cycles to be closed")
        .atMost(TestClient.MAX_WAIT_SECONDS, TimeUnit.SECONDS)
        .until(() -> openFiles() <= files + 5); // class files and ports of the client
    Awaitility.await("no server to be referenced")
        .atMost(TestClient.MAX_WAIT_SECONDS, TimeUnit.SECONDS)
        .until(
            () -> {
              System.gc();
              return servers.stream().allMatch(server -> server.get() == null);
            });
    watcher.close();
    before.awaitNothingMore();
  }

  private void run(int cycles) throws Exception {
    for (int i = 0; i < cycles; i++) {
      SocketIoServer server = withShortTimeout(cluster.builder()).build();
      servers.add(new WeakReference<>(server));
      var connected = new CountDownLatch(1);
      server.onConnection(socket -> connected.countDown());
      server.start();
      try {
        WebSocket client = connect(server.port());
        assertThat(connected.await(TestClient.MAX_WAIT_SECONDS, TimeUnit.SECONDS)).isTrue();
        client.abort();
      } finally {
        server.close();
      }
    }
  }

  private WebSocket connect(int port) throws Exception {
    var uri = URI.create("ws://127.0.0.1:" + port + "/socket.io/?EIO=4&transport=websocket");
    WebSocket socket =
        http.newWebSocketBuilder()
            .buildAsync(uri, new WebSocket.Listener() {})
            .get(TestClient.MAX_WAIT_SECONDS, TimeUnit.SECONDS);
    socket.sendText("40", true).get(TestClient.MAX_WAIT_SECONDS, TimeUnit.SECONDS);
    return socket;
  }

  /** The tables of nodes are reviewed with each heartbeat. */
  private static SocketIoServerBuilder withShortTimeout(SocketIoServerBuilder builder) {
    return builder.nodeTimeout(Duration.ofSeconds(10));
  }

  /** Waits until the server that stays has no entry of another one. */
  private void awaitEmptyTables() {
    cluster.awaitNodes(1);
    Awaitility.await("the tables to have no entry of a closed server")
        .atMost(TestClient.MAX_WAIT_SECONDS, TimeUnit.SECONDS)
        .until(
            watcher::clusterStats,
            stats ->
                stats.requests() + stats.incomingRequests() + stats.roomChannels() == 0
                    && stats.sidRooms() == 0
                    && stats.trackedChannels() <= OWN_CHANNELS);
  }

  private static long directBytes() {
    var metric = ((ByteBufAllocatorMetricProvider) ByteBufAllocator.DEFAULT).metric();
    return metric.usedDirectMemory();
  }

  private static long openFiles() {
    var system = (UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    return system.getOpenFileDescriptorCount();
  }
}
