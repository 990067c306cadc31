package io.sidecast.cluster.node;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.sidecast.broker.BrokerException;
import io.sidecast.broker.BrokerOpening;
import io.sidecast.cluster.ClusterState;
import io.sidecast.cluster.EnvelopeKeys;
import io.sidecast.cluster.NodeId;
import io.sidecast.cluster.NodeInfo;
import io.sidecast.cluster.OutboxLimit;
import io.sidecast.cluster.bus.ClusterBus;
import io.sidecast.cluster.bus.ClusterEvents;
import io.sidecast.cluster.bus.ClusterListener;
import io.sidecast.cluster.bus.ClusterSettings;
import io.sidecast.cluster.bus.ClusterSettings.Part;
import io.sidecast.cluster.bus.Uptime;
import io.sidecast.cluster.membership.Health;
import io.sidecast.cluster.queue.Counters;
import io.sidecast.cluster.queue.Echoes;
import io.sidecast.operation.Audience;
import io.sidecast.operation.ClusterRequest;
import io.sidecast.operation.DeliveryTrace;
import io.sidecast.packet.EncodedPacket;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

/** Two processes with one node id, as if a snapshot of a process was started twice. */
@Timeout(120)
@Tag("slow")
class ClonedNodeTest {

  private static final Duration HEARTBEAT = Duration.ofMillis(200);
  private static final Duration NODE_TIMEOUT = Duration.ofSeconds(2);

  /** For tests that wait for the timeout. */
  private static final Duration SHORT_NODE_TIMEOUT = Duration.ofSeconds(1);

  private static final Logger LOGGER = (Logger) LoggerFactory.getLogger(Health.class);

  private final LoopbackBroker.Hub hub = new LoopbackBroker.Hub();
  private final List<Node> nodes = new ArrayList<>();
  private Duration nodeTimeout = NODE_TIMEOUT;
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();

  /** A process and the emits that it received. */
  private static final class Node implements ClusterListener {
    final ConcurrentLinkedQueue<String> emits = new ConcurrentLinkedQueue<>();
    LoopbackBroker broker;
    ClusterBus bus;

    @Override
    public boolean onEmit(Audience audience, EncodedPacket packet) {
      emits.add(new String(packet.head(), UTF_8));
      return true;
    }

    @Override
    public Runnable onRequest(ClusterRequest request, Duration timeout, Responder replies) {
      replies.send(0, List.of());
      return () -> {};
    }

    @Override
    public void onServerSideEmit(String namespace, EncodedPacket event, DeliveryTrace trace) {
      emits.add(namespace);
    }

    CompletionStage<Void> emit(String text) {
      return bus.emit(Audience.allSockets("/"), packet(text));
    }

    ClusterState state() {
      return bus.stats().state();
    }
  }

  private static EncodedPacket packet(String text) {
    return EncodedPacket.text(text.getBytes(UTF_8), List.of());
  }

  @BeforeEach
  void listen() {
    log.start();
    LOGGER.addAppender(log);
  }

  @AfterEach
  void close() throws Exception {
    LOGGER.detachAppender(log);
    for (Node node : nodes) {
      get(node.bus.close());
    }
    hub.close();
  }

  private static ClusterSettings settings(NodeId id, Duration nodeTimeout) {
    return new ClusterSettings(
        new NodeInfo(id, Instant.EPOCH, "node " + id),
        HEARTBEAT,
        nodeTimeout,
        OutboxLimit.DEFAULT,
        EnvelopeKeys.NONE,
        new Part(true, 0, 0),
        ClusterEvents.NONE,
        null);
  }

  private Node node(NodeId id) throws Exception {
    var node = new Node();
    node.bus =
        new BrokerBus(
            settings(id, nodeTimeout),
            listener -> {
              node.broker = hub.connect(listener);
              return new BrokerOpening(CompletableFuture.completedStage(node.broker), () -> {});
            });
    nodes.add(node);
    get(node.bus.open(node));
    return node;
  }

  private static void await(String what, BooleanSupplier fact) {
    Awaitility.await(what).atMost(40, TimeUnit.SECONDS).until(fact::getAsBoolean);
  }

  private static <T> T get(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(40, TimeUnit.SECONDS);
  }

  private static boolean isRefused(CompletionStage<?> stage) {
    return stage.toCompletableFuture().isCompletedExceptionally();
  }

  private List<String> errors() {
    return List.copyOf(log.list).stream()
        .filter(event -> event.getLevel() == Level.ERROR)
        .map(ILoggingEvent::getFormattedMessage)
        .toList();
  }

  @Test
  void bothAreNoticedAndServeTheirClients() throws Exception {
    NodeId id = NodeId.random();
    Node other = node(NodeId.random());
    var twins = List.of(node(id), node(id));
    for (Node twin : twins) {
      await("the clone to be detected", () -> twin.state() == ClusterState.CLONED);
      await("its emits to fail", () -> isRefused(twin.emit("lost")));
      assertThatThrownBy(() -> get(twin.emit("lost")))
          .hasCauseInstanceOf(BrokerException.class)
          .hasMessageContaining("another process has the id " + id);
      var request = new ClusterRequest.Count(Audience.allSockets("/"));
      await("requests to fail", () -> isRefused(twin.bus.request(request, Duration.ofSeconds(1))));
      await("events to fail", () -> isRefused(twin.bus.serverSideEmit("/", packet("lost"))));
    }
    assertThat(other.state()).isEqualTo(ClusterState.UP);
    get(other.emit("from outside"));
    for (Node twin : twins) {
      await("packets to arrive", () -> twin.emits.contains("from outside"));
    }
    assertThat(errors()).hasSizeGreaterThanOrEqualTo(2).allMatch(line -> line.contains(id.text()));
  }

  @Test
  void theOneThatIsLeftIsWellAgain() throws Exception {
    nodeTimeout = SHORT_NODE_TIMEOUT;
    NodeId id = NodeId.random();
    Node other = node(NodeId.random());
    Node stays = node(id);
    Node ends = node(id);
    await("the clone to be detected", () -> stays.state() == ClusterState.CLONED);
    get(ends.bus.close());
    await("its end to be detected", () -> stays.state() == ClusterState.UP);
    await("emits to arrive", () -> !isRefused(stays.emit("back")) && other.emits.contains("back"));
  }

  @Test
  void ownProbesThatArriveLateAreNoTwin() throws Exception {
    Node late = node(NodeId.random());
    Node other = node(NodeId.random());
    late.broker.stall();
    long before = late.bus.stats().published();
    await("probes to be published", () -> late.bus.stats().published() > before + 20);
    get(other.emit("fence"));
    late.broker.resume();
    await("the node to catch up", () -> late.emits.contains("fence"));
    await("the state to be UP", () -> late.state() == ClusterState.UP);
    assertThat(errors()).isEmpty();
  }

  @Test
  void aTwinThatEndedDuringAnOutageIsNoTwin() throws Exception {
    nodeTimeout = SHORT_NODE_TIMEOUT;
    NodeId id = NodeId.random();
    Node cut = node(id);
    Node other = node(NodeId.random());
    cut.broker.stall();
    Node ended = node(id);
    long before = ended.bus.stats().published();
    await("its probes to be published", () -> ended.bus.stats().published() > before + 4);
    get(ended.bus.close());
    long end = Uptime.millis();
    log.list.clear();
    await("the node timeout", () -> Uptime.millis() - end > 2 * nodeTimeout.toMillis());
    get(other.emit("fence"));
    cut.broker.resume();
    await("the node to catch up", () -> cut.emits.contains("fence"));
    await("the state to be UP", () -> cut.state() == ClusterState.UP);
    assertThat(errors()).isEmpty();
  }

  @Test
  void oneLineIsLoggedHoweverManyProbesATwinSends() {
    var settings = settings(NodeId.random(), Duration.ofHours(1));
    var health = new Health(new Echoes(new Counters()), settings);
    for (int i = 0; i < 5; i++) {
      health.cloneDetected();
      assertThat(health.review()).isEmpty();
    }
    assertThat(errors()).hasSize(1);
    assertThat(health.state()).isEqualTo(ClusterState.CLONED);
  }
}
