package io.sidecast.cluster.node;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sidecast.broker.BrokerOpening;
import io.sidecast.cluster.ClusterStats;
import io.sidecast.cluster.ClusterTracing;
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
import io.sidecast.operation.DeliveryTrace;
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
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** A node on a {@link LoopbackBroker} that stores what it receives. Thread-safe. */
final class RecordingNode implements ClusterListener, ClusterEvents, AutoCloseable {

  static final Duration HEARTBEAT = Duration.ofMillis(200);

  final NodeInfo info = new NodeInfo(NodeId.random(), Instant.EPOCH, "a node");
  final Queue<String> emits = new ConcurrentLinkedQueue<>();
  final Queue<ClusterRequest> requests = new ConcurrentLinkedQueue<>();

  /** The messages of the application, each with the trace of the thread that received it. */
  final Queue<String> traces = new ConcurrentLinkedQueue<>();

  final Queue<NodeId> left = new ConcurrentLinkedQueue<>();
  final LoopbackBroker broker;

  /** Whether requests have no response. */
  volatile boolean isSilent;

  /** Runs when a request arrives, before anything is recorded. */
  volatile Runnable atRequest = () -> {};

  /** Reads the trace of a thread. */
  volatile Supplier<String> trace = () -> "none";

  final BrokerBus bus;

  private RecordingNode(
      LoopbackBroker.Hub hub, EnvelopeKeys keys, @Nullable ClusterTracing tracing) {
    var settings =
        new ClusterSettings(
            info,
            HEARTBEAT,
            Duration.ofSeconds(2),
            OutboxLimit.DEFAULT,
            keys,
            new Part(true, 0, 0),
            this,
            tracing);
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
    return start(hub, keys, null);
  }

  /** Starts a node with a node timeout of 2 seconds, and perhaps with tracing. */
  static RecordingNode start(
      LoopbackBroker.Hub hub, EnvelopeKeys keys, @Nullable ClusterTracing tracing) {
    return new RecordingNode(hub, keys, tracing);
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
    String text = new String(packet.head(), UTF_8);
    record(text);
    emits.add(text);
    return true;
  }

  @Override
  public Runnable onRequest(ClusterRequest request, Duration timeout, Responder replies) {
    atRequest.run();
    DeliveryTrace.Handling handling = replies.trace().begin();
    record(request.getClass().getSimpleName());
    handling.end(null);
    requests.add(request);
    if (!isSilent) {
      replies.send(0, List.of());
    }
    return () -> {};
  }

  @Override
  public void onServerSideEmit(String namespace, EncodedPacket event, DeliveryTrace trace) {
    DeliveryTrace.Handling handling = trace.begin();
    record(namespace);
    handling.end(null);
    emits.add(namespace);
  }

  private void record(String message) {
    traces.add(message + " in " + trace.get());
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
