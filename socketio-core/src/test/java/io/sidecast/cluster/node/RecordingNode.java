package io.sidecast.cluster.node;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sidecast.broker.BrokerOpening;
import io.sidecast.cluster.ClusterStats;
import io.sidecast.cluster.EnvelopeKeys;
import io.sidecast.cluster.LostMessages;
import io.sidecast.cluster.NodeId;
import io.sidecast.cluster.NodeInfo;
import io.sidecast.cluster.OutboxLimit;
import io.sidecast.cluster.bus.ClusterEvents;
import io.sidecast.cluster.bus.ClusterListener;
import io.sidecast.cluster.bus.ClusterSettings;
import io.sidecast.cluster.bus.ClusterSettings.Part;
import io.sidecast.operation.Audience;
import io.sidecast.operation.ClusterRequest;
import io.sidecast.packet.EncodedPacket;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;

/** A node on a {@link LoopbackBroker} that stores what it receives. Thread-safe. */
final class RecordingNode implements ClusterListener, ClusterEvents, AutoCloseable {

  static final Duration HEARTBEAT = Duration.ofMillis(200);

  final NodeInfo info = new NodeInfo(NodeId.random(), Instant.EPOCH, "a node");
  final Queue<String> emits = new ConcurrentLinkedQueue<>();
  final Queue<ClusterRequest> requests = new ConcurrentLinkedQueue<>();
  final Queue<NodeId> left = new ConcurrentLinkedQueue<>();
  final LoopbackBroker broker;

  /** Whether requests have no response. */
  volatile boolean isSilent;

  final BrokerBus bus;

  private RecordingNode(LoopbackBroker.Hub hub, EnvelopeKeys keys, Duration nodeTimeout) {
    var settings =
        new ClusterSettings(
            info, HEARTBEAT, nodeTimeout, OutboxLimit.DEFAULT, keys, new Part(true, 0, 0), this);
    var connected = new CompletableFuture<LoopbackBroker>();
    bus =
        new BrokerBus(
            settings,
            listener -> {
              connected.complete(hub.connect(listener));
              return new BrokerOpening(connected.thenApply(any -> any), () -> {});
            });
    await(bus.open(this));
    broker = connected.join();
  }

  /** Starts a node with a node timeout of 2 seconds. */
  static RecordingNode start(LoopbackBroker.Hub hub, EnvelopeKeys keys) {
    return new RecordingNode(hub, keys, Duration.ofSeconds(2));
  }

  static <T> T await(CompletionStage<T> stage) {
    return stage.toCompletableFuture().orTimeout(40, TimeUnit.SECONDS).join();
  }

  static void await(String what, BooleanSupplier fact) {
    Awaitility.await(what).atMost(40, TimeUnit.SECONDS).until(fact::getAsBoolean);
  }

  /** Waits until each node has all others as members. */
  static void awaitMembers(List<RecordingNode> nodes) {
    await(
        "the nodes to meet",
        () -> nodes.stream().allMatch(node -> node.bus.nodes().size() == nodes.size()));
  }

  static EncodedPacket packet(String text) {
    return EncodedPacket.text(text.getBytes(UTF_8), List.of());
  }

  CompletionStage<Void> emit(String text) {
    return bus.emit(Audience.allSockets("/"), packet(text));
  }

  ClusterStats stats() {
    return bus.stats();
  }

  @Override
  public boolean onEmit(Audience audience, EncodedPacket packet) {
    emits.add(new String(packet.head(), UTF_8));
    return true;
  }

  @Override
  public Runnable onRequest(ClusterRequest request, Duration timeout, Responder replies) {
    requests.add(request);
    if (!isSilent) {
      replies.send(0, List.of());
    }
    return () -> {};
  }

  @Override
  public void onServerSideEmit(String namespace, EncodedPacket event) {
    emits.add(namespace);
  }

  @Override
  public void nodeJoined(NodeInfo node) {}

  @Override
  public void nodeLeft(NodeInfo node) {
    left.add(node.id());
  }

  @Override
  public void messagesLost(LostMessages lost) {}

  @Override
  public void close() {
    await(bus.close());
  }
}
