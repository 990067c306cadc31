package io.sidecast.cluster.node;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.sidecast.broker.BrokerListener;
import io.sidecast.broker.BrokerOpening;
import io.sidecast.broker.BrokerState;
import io.sidecast.broker.Channel;
import io.sidecast.broker.Position;
import io.sidecast.cluster.ClusterTracing;
import io.sidecast.cluster.EnvelopeKeys;
import io.sidecast.cluster.LostMessages;
import io.sidecast.cluster.NodeId;
import io.sidecast.cluster.NodeInfo;
import io.sidecast.cluster.OutboxLimit;
import io.sidecast.cluster.TraceContext;
import io.sidecast.cluster.bus.ClusterEvents;
import io.sidecast.cluster.bus.ClusterListener;
import io.sidecast.cluster.bus.ClusterSettings;
import io.sidecast.cluster.bus.ClusterSettings.Part;
import io.sidecast.cluster.message.CborEnvelopeCodec;
import io.sidecast.cluster.message.ClusterChannels;
import io.sidecast.cluster.message.Envelope;
import io.sidecast.cluster.message.Message;
import io.sidecast.operation.Audience;
import io.sidecast.operation.ClusterRequest;
import io.sidecast.operation.DeliveryTrace;
import io.sidecast.operation.ResponsePart;
import io.sidecast.packet.EncodedPacket;
import io.sidecast.transport.FuzzInputs;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

/**
 * Envelopes that are nearly right, from a publisher that is not a node. Two nodes receive them,
 * report no failure of their own, and communicate afterwards.
 *
 * <p>For a long run: {@code ./mvnw -pl socketio-core -am test -Dtest=HostileEnvelopesTest
 * -Dfuzz.inputs=5000000 -Dsurefire.failIfNoSpecifiedTests=false}. The property {@code fuzz.seed}
 * repeats the inputs of a failed run.
 */
@Tag("slow")
class HostileEnvelopesTest {

  private static final int INPUTS = Integer.getInteger("fuzz.inputs", 50_000);
  private static final long SEED = Long.getLong("fuzz.seed", 20_261_129L);
  private static final int INPUTS_PER_FENCE = 500;
  private static final Duration LONG = Duration.ofMinutes(10);

  private final LoopbackBroker.Hub hub = new LoopbackBroker.Hub();
  private final Recorder recorder = new Recorder();
  private final LoopbackBroker publisher = hub.connect(recorder);
  private final List<String> failures = new CopyOnWriteArrayList<>();
  private final AppenderBase<ILoggingEvent> appender =
      new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
          if (event.getLevel().isGreaterOrEqual(Level.ERROR)) {
            var cause = event.getThrowableProxy();
            failures.add(
                event.getFormattedMessage()
                    + (cause == null
                        ? ""
                        : ": " + cause.getClassName() + ": " + cause.getMessage()));
          }
        }
      };
  private Node a;
  private Node b;

  /** The envelopes that arrive on the channels of two nodes. */
  private static final class Recorder implements BrokerListener {
    final Queue<byte[]> envelopes = new ConcurrentLinkedQueue<>();
    volatile boolean recording = true;

    @Override
    public void onMessage(Channel channel, byte[] envelope, Position position) {
      if (recording) {
        envelopes.add(envelope);
      }
    }

    @Override
    public void onState(BrokerState state, String reason) {}
  }

  /** Names a trace in every second message. */
  private static final class EverySecondTrace implements ClusterTracing {
    private static final TraceContext TRACE =
        new TraceContext("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "vendor=1");

    private final AtomicInteger messages = new AtomicInteger();

    @Override
    public Sending send(Operation operation) {
      TraceContext trace = messages.incrementAndGet() % 2 == 0 ? TRACE : null;
      return new Sending() {
        @Override
        public @Nullable TraceContext trace() {
          return trace;
        }

        @Override
        public void end(@Nullable Throwable failure) {}
      };
    }

    @Override
    public Handling receive(Operation operation, TraceContext trace) {
      return failure -> {};
    }
  }

  /** A node that stores the texts of the emits that arrive. */
  private final class Node implements ClusterListener, ClusterEvents {
    final NodeInfo info = new NodeInfo(NodeId.random(), Instant.EPOCH, "a node");
    final Set<String> emits = ConcurrentHashMap.newKeySet();
    final BrokerBus bus;

    Node() throws Exception {
      var settings =
          new ClusterSettings(
              info,
              Duration.ofMillis(200),
              Duration.ofSeconds(2),
              OutboxLimit.DEFAULT,
              EnvelopeKeys.NONE,
              new Part(true, 0, 0),
              this,
              new EverySecondTrace());
      bus =
          new BrokerBus(
              settings,
              listener -> {
                var broker = CompletableFuture.completedStage(hub.connect(listener));
                return new BrokerOpening(broker.thenApply(any -> any), () -> {});
              });
      get(bus.open(this));
    }

    @Override
    public boolean onEmit(Audience audience, EncodedPacket packet) {
      String text = new String(packet.head(), UTF_8);
      if (text.startsWith("fence ")) {
        emits.add(text);
      }
      return true;
    }

    @Override
    public Runnable onRequest(ClusterRequest request, Duration timeout, Responder replies) {
      replies.send(1, List.of(new ResponsePart.Total(1), new ResponsePart.Name("room")));
      return () -> {};
    }

    @Override
    public void onServerSideEmit(String namespace, EncodedPacket event, DeliveryTrace trace) {}

    @Override
    public void nodeJoined(NodeInfo node) {}

    @Override
    public void nodeLeft(NodeInfo node) {}

    @Override
    public void messagesLost(LostMessages lost) {}
  }

  @BeforeEach
  void connect() throws Exception {
    appender.start();
    logger().addAppender(appender);
    a = new Node();
    b = new Node();
  }

  @AfterEach
  void close() throws Exception {
    logger().detachAppender(appender);
    closeNodes();
    hub.close();
  }

  private void closeNodes() throws Exception {
    get(a.bus.close());
    get(b.bus.close());
  }

  private static Logger logger() {
    return (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  }

  private static <T> T get(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(40, TimeUnit.SECONDS);
  }

  private static EncodedPacket packet(String text) {
    return EncodedPacket.text(text.getBytes(UTF_8), List.of(new byte[] {1, 2}));
  }

  /** Waits until an emit of each node arrives at the other; a forged goodbye may delay it. */
  private void awaitDelivery(int number) {
    var audience = Audience.allSockets("/");
    String fence = "fence " + number;
    Awaitility.await("seed " + SEED + ", input " + number)
        .atMost(40, TimeUnit.SECONDS)
        .until(
            () -> {
              a.bus.emit(audience, packet(fence));
              b.bus.emit(audience, packet(fence));
              return a.emits.contains(fence) && b.emits.contains(fence);
            });
    a.emits.clear();
    b.emits.clear();
  }

  /**
   * Sends each kind of message between the nodes and returns the envelopes. Other nodes replace
   * them, because an envelope with the id of its receiver means a clone of the process.
   */
  private byte[][] examples() throws Exception {
    publisher.subscribe(ClusterChannels.BROADCAST);
    publisher.subscribe(ClusterChannels.ofNode(a.info.id()));
    publisher.subscribe(ClusterChannels.ofNode(b.info.id()));
    var audience = new Audience("/chat", Set.of("room", "b"), Set.of("c"));
    get(a.bus.emit(audience, packet("2[\"e\"]")));
    get(a.bus.serverSideEmit("/", packet("2[\"e\"]")));
    a.bus.occupied("/", b.info.id().newSocketId());
    for (ClusterRequest request :
        List.of(
            new ClusterRequest.Emit(audience, packet("2[\"e\"]")),
            new ClusterRequest.Join(audience, Set.of("x", "y")),
            new ClusterRequest.Leave(audience, Set.of("x")),
            new ClusterRequest.Disconnect(audience, true),
            new ClusterRequest.Sockets(audience, 10),
            new ClusterRequest.Ids(audience),
            new ClusterRequest.Count(audience),
            new ClusterRequest.Rooms(audience),
            new ClusterRequest.ServerSideEmit(audience, packet("2[\"e\"]")))) {
      get(a.bus.request(request, LONG));
      get(b.bus.request(request, LONG));
    }
    awaitDelivery(0);
    closeNodes();
    recorder.recording = false;
    a = new Node();
    b = new Node();
    List<byte[]> examples = new ArrayList<>(recorder.envelopes);
    examples.add(batchOf(examples));
    return examples.toArray(byte[][]::new);
  }

  /** Returns one envelope with many messages of a node that does not exist. */
  private static byte[] batchOf(List<byte[]> envelopes) {
    var codec = new CborEnvelopeCodec();
    List<Message> messages =
        envelopes.stream()
            .map(bytes -> codec.decode(bytes).message())
            .filter(message -> !(message instanceof Message.Batch))
            .limit(50)
            .toList();
    return codec.encode(new Envelope(NodeId.random(), 1, new Message.Batch(messages)));
  }

  @Test
  @Timeout(value = 2, unit = TimeUnit.HOURS)
  void nothingBreaks() throws Exception {
    var inputs = new FuzzInputs(SEED);
    byte[][] examples = examples();
    var channels =
        List.of(
            ClusterChannels.BROADCAST,
            ClusterChannels.ofNode(a.info.id()),
            ClusterChannels.ofNode(b.info.id()));
    for (int number = 1; number <= INPUTS; number++) {
      publisher.publish(channels.get(inputs.next(channels.size())), inputs.near(examples));
      if (number % INPUTS_PER_FENCE == 0) {
        awaitDelivery(number);
        assertThat(failures).as("seed %d, within input %d", SEED, number).isEmpty();
      }
    }
    assertThat(a.bus.stats().malformed() + b.bus.stats().malformed()).isPositive();
    Awaitility.await("each node lists the other only")
        .atMost(40, TimeUnit.SECONDS)
        .until(() -> a.bus.nodes().size() == 2 && b.bus.nodes().size() == 2);
    assertThat(failures).as("seed %d", SEED).isEmpty();
  }
}
