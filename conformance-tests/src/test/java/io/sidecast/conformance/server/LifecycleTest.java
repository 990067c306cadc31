package io.sidecast.conformance.server;

import static io.sidecast.conformance.server.LocalCluster.failure;
import static io.sidecast.conformance.server.LocalCluster.get;
import static java.lang.Thread.State.TERMINATED;
import static java.lang.Thread.State.TIMED_WAITING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sidecast.LifecycleState;
import io.sidecast.SidecastEmitter;
import io.sidecast.SocketIoServer;
import io.sidecast.SocketIoServerBuilder;
import io.sidecast.broker.BrokerException;
import io.sidecast.cluster.ClusterState;
import io.sidecast.conformance.SharedMemoryProvider;
import io.sidecast.conformance.TestClient;
import io.sidecast.conformance.Values;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Tests of the lifecycle of servers and emitters: starts that fail, are interrupted or are
 * overtaken by a close. A further server watches the members of the cluster. Confined to the test
 * thread.
 */
@Timeout(120)
@Tag("slow")
class LifecycleTest {

  /** A broker timeout that no test can wait for. */
  private static final Duration LONG = Duration.ofMinutes(5);

  private final LocalCluster cluster = new LocalCluster(SharedMemoryProvider.FAULTY);
  private final Census before = Census.now();
  private final SocketIoServer watcher = cluster.server(UnaryOperator.identity());
  private final BlockingQueue<String> members = new LinkedBlockingQueue<>();

  LifecycleTest() {
    watcher.onNodeJoined(node -> members.add("joined"));
    watcher.onNodeLeft(node -> members.add("left"));
    watcher.start();
  }

  @AfterEach
  void close() throws Exception {
    SharedMemoryProvider.BUS.heal();
    cluster.close();
  }

  private void nothingIsLeft() {
    assertThat(watcher.nodes()).hasSize(1);
    watcher.close();
    before.awaitNothingMore();
  }

  private String member() throws InterruptedException {
    return members.poll(TestClient.MAX_WAIT_SECONDS, TimeUnit.SECONDS);
  }

  @Test
  void theStateOfTheClusterIsUpOnlyWhileTheServerIsStarted() {
    for (SocketIoServer server :
        List.of(
            cluster.server(UnaryOperator.identity()),
            cluster.server(builder -> builder.broker("none")))) {
      assertThat(server.clusterStats().state()).isEqualTo(ClusterState.DOWN);
      server.start();
      assertThat(server.clusterStats().state()).isEqualTo(ClusterState.UP);
      server.close();
      assertThat(server.clusterStats().state()).isEqualTo(ClusterState.CLOSED);
    }
    SocketIoServer unused = cluster.server(UnaryOperator.identity());
    unused.close();
    assertThat(unused.clusterStats().state()).isEqualTo(ClusterState.CLOSED);
  }

  @Test
  void aServerThatWasClosedDoesNotStart() {
    SocketIoServer server = cluster.server(UnaryOperator.identity());
    assertThat(server.state()).isEqualTo(LifecycleState.NEW);
    server.close();
    assertThat(server.state()).isEqualTo(LifecycleState.CLOSED);
    assertThatThrownBy(server::start)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed and cannot be started again");
    assertThatThrownBy(server::attach)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed and cannot be started again");
    assertThat(failure(server.startAsync())).isInstanceOf(IllegalStateException.class);
    nothingIsLeft();
  }

  @Test
  void anEmitterThatWasClosedDoesNotStart() throws Exception {
    SidecastEmitter emitter = SidecastEmitter.builder().broker(SharedMemoryProvider.FAULTY).build();
    assertThat(emitter.state()).isEqualTo(LifecycleState.NEW);
    emitter.close();
    assertThatThrownBy(emitter::start)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed and cannot be started again");
    assertThat(emitter.state()).isEqualTo(LifecycleState.CLOSED);
    nothingIsLeft();
  }

  @Test
  void aSecondStartIsRefusedAndDisturbsNothing() {
    SocketIoServer server = cluster.server(UnaryOperator.identity());
    server.start();
    assertThatThrownBy(server::start)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("already started");
    assertThat(server.state()).isEqualTo(LifecycleState.STARTED);
    assertThat(cluster.client(server).call("join", "red")).isEqualTo(Values.of(true));
    server.close();
    server.close();
    get(server.closeAsync());
    assertThat(server.state()).isEqualTo(LifecycleState.CLOSED);
    nothingIsLeft();
  }

  @Test
  void aPortInUseLeavesNothingBehind() throws Exception {
    SocketIoServer server = cluster.server(options -> options.port(watcher.port()));
    assertThatThrownBy(server::start).hasMessageContaining("cannot listen");
    assertThat(server.state()).isEqualTo(LifecycleState.CLOSED);
    assertThat(member()).isEqualTo("joined");
    assertThat(member()).isEqualTo("left");
    nothingIsLeft();
  }

  @Test
  void aBadCertificateLeavesNothingBehind() throws Exception {
    Path missing = Path.of("no-such-file.pem");
    SocketIoServer server = cluster.server(options -> options.tls(missing, missing));
    assertThatThrownBy(server::start).hasMessageContaining("no-such-file.pem");
    assertThat(member()).isEqualTo("joined");
    assertThat(member()).isEqualTo("left");
    nothingIsLeft();
  }

  @Test
  void aBrokerThatRefusesLeavesNothingBehind() {
    SharedMemoryProvider.BUS.refuse();
    SocketIoServer server = cluster.server(UnaryOperator.identity());
    assertThatThrownBy(server::start).isInstanceOf(BrokerException.class);
    assertThat(server.state()).isEqualTo(LifecycleState.CLOSED);
    nothingIsLeft();
  }

  @Test
  void otherRoomBucketsLeaveNothingBehind() {
    SocketIoServer server = cluster.server(options -> options.roomBuckets(3));
    assertThatThrownBy(server::start).hasMessageContaining("buckets");
    assertThat(server.state()).isEqualTo(LifecycleState.CLOSED);
    SocketIoServer greedy = cluster.server(options -> options.roomBuckets(1000));
    assertThatThrownBy(greedy::start).hasMessageContaining("room buckets");
    nothingIsLeft();
  }

  @Test
  void aCloseOvertakesAStartThatWaitsForItsBroker() {
    SharedMemoryProvider.BUS.blackHole();
    SocketIoServer server = cluster.server(LifecycleTest::withLongTimeout);
    var started = server.startAsync();
    assertThat(server.state()).isEqualTo(LifecycleState.STARTING);
    var closed = server.closeAsync();
    assertThat(failure(started))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed while it started");
    get(closed);
    assertThat(server.state()).isEqualTo(LifecycleState.CLOSED);
    SharedMemoryProvider.BUS.heal();
    nothingIsLeft();
  }

  @Test
  void anInterruptedStartClosesWhatItHasOpened() throws Exception {
    SharedMemoryProvider.BUS.blackHole();
    SocketIoServer server = cluster.server(LifecycleTest::withLongTimeout);
    var failure = new CompletableFuture<Throwable>();
    var starter =
        new Thread(
            () -> {
              try {
                server.start();
                failure.complete(new AssertionError("started"));
              } catch (RuntimeException e) {
                failure.complete(e);
              }
            });
    starter.start();
    starter.interrupt();
    assertThat(failure.get(TestClient.MAX_WAIT_SECONDS, TimeUnit.SECONDS))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("interrupted");
    SharedMemoryProvider.BUS.heal();
    Awaitility.await("the start to be undone")
        .atMost(TestClient.MAX_WAIT_SECONDS, TimeUnit.SECONDS)
        .until(() -> server.state() == LifecycleState.CLOSED);
    nothingIsLeft();
  }

  @Test
  void aCloseWaitsForTheHandlersThatRun() throws Exception {
    var entered = new CountDownLatch(1);
    var goOn = new CountDownLatch(1);
    var finished = new AtomicBoolean();
    SocketIoServer server = cluster.server(UnaryOperator.identity());
    server.use(
        socket -> {
          entered.countDown();
          goOn.await();
          finished.set(true);
        });
    server.start();
    var finishedAtTheEnd = new CompletableFuture<Boolean>();
    var closer =
        new Thread(
            () -> {
              server.close();
              finishedAtTheEnd.complete(finished.get());
            });
    try (var client = TestClient.connect("http://127.0.0.1:" + server.port(), "websocket")) {
      assertThat(entered.await(TestClient.MAX_WAIT_SECONDS, TimeUnit.SECONDS)).isTrue();
      get(server.closeAsync());
      closer.start();
      Awaitility.await("the close to wait, or to be over")
          .until(() -> Set.of(TIMED_WAITING, TERMINATED).contains(closer.getState()));
      goOn.countDown();
      assertThat(get(finishedAtTheEnd)).isTrue();
    }
    nothingIsLeft();
  }

  @Test
  void anEmitterThatHasWorkedLeavesNothingBehind() throws Exception {
    SidecastEmitter emitter = SidecastEmitter.builder().broker(SharedMemoryProvider.FAULTY).build();
    emitter.start();
    get(emitter.emit("msg"));
    assertThat(get(emitter.fetchSockets()).value()).isEmpty();
    get(emitter.emitWithAck("ask"));
    emitter.close();
    assertThat(emitter.state()).isEqualTo(LifecycleState.CLOSED);
    nothingIsLeft();
  }

  @Test
  void anEmitterThatIsClosedWhileItStartsLeavesNothingBehind() throws Exception {
    SharedMemoryProvider.BUS.blackHole();
    SidecastEmitter emitter =
        SidecastEmitter.builder().broker(SharedMemoryProvider.FAULTY).brokerTimeout(LONG).build();
    var started = emitter.startAsync();
    emitter.close();
    assertThat(failure(started)).isInstanceOf(IllegalStateException.class);
    SharedMemoryProvider.BUS.heal();
    nothingIsLeft();
  }

  private static SocketIoServerBuilder withLongTimeout(SocketIoServerBuilder options) {
    return options.brokerTimeout(LONG);
  }
}
