package io.sidecast.cluster.node;

import static io.sidecast.cluster.node.RecordingNode.await;
import static io.sidecast.cluster.node.RecordingNode.packet;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.sidecast.broker.BrokerListener;
import io.sidecast.broker.BrokerState;
import io.sidecast.broker.Channel;
import io.sidecast.broker.Position;
import io.sidecast.cluster.EnvelopeKeys;
import io.sidecast.cluster.message.CborEnvelopeCodec;
import io.sidecast.cluster.message.ClusterChannels;
import io.sidecast.cluster.message.Envelope;
import io.sidecast.cluster.message.Message;
import io.sidecast.cluster.queue.Inbox;
import io.sidecast.operation.Audience;
import io.sidecast.operation.ClusterRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

/** Nodes with envelope keys, and a publisher on their broker that has none. */
@Timeout(120)
@Tag("slow")
class SignedNodesTest {

  private static final byte[] OLD = "an old key of thirty-two bytes 1".getBytes(UTF_8);
  private static final byte[] FRESH = "a fresh key of thirty-two bytes2".getBytes(UTF_8);
  private static final EnvelopeKeys KEYS = EnvelopeKeys.of(FRESH);

  private final LoopbackBroker.Hub hub = new LoopbackBroker.Hub();
  private final List<RecordingNode> nodes = new ArrayList<>();
  private final Recorder recorder = new Recorder();
  private final LoopbackBroker publisher = hub.connect(recorder);
  private final CborEnvelopeCodec codec = new CborEnvelopeCodec();

  /** The envelopes of other publishers on the subscribed channels. */
  private static final class Recorder implements BrokerListener {
    final Queue<byte[]> envelopes = new ConcurrentLinkedQueue<>();

    @Override
    public void onMessage(Channel channel, byte[] envelope, Position position) {
      envelopes.add(envelope);
    }

    @Override
    public void onState(BrokerState state, String reason) {}
  }

  @AfterEach
  void close() {
    nodes.forEach(RecordingNode::close);
    hub.close();
  }

  private RecordingNode node(EnvelopeKeys keys) {
    var node = RecordingNode.start(hub, keys);
    nodes.add(node);
    return node;
  }

  private void forge(RecordingNode origin, Channel channel, Message message) {
    publisher.publish(channel, codec.encode(new Envelope(origin.info.id(), 1_000_000, message)));
  }

  private static void assertCommunicate(RecordingNode from, RecordingNode to) {
    await(from.emit("from " + from.info.id()));
    await("an emit to arrive", () -> to.emits.contains("from " + from.info.id()));
  }

  @Test
  void nodesWithOneKeyCommunicate() {
    RecordingNode a = node(KEYS);
    RecordingNode b = node(KEYS);
    RecordingNode.awaitMembers(nodes);
    assertCommunicate(a, b);
    var count = new ClusterRequest.Count(Audience.allSockets("/"));
    assertThat(await(a.bus.request(count, Duration.ofSeconds(30))).missing()).isEmpty();
    await("own messages to return", () -> a.stats().own() > 3);
    assertThat(a.stats().refused() + b.stats().refused()).isZero();
  }

  @Test
  void forgedMessagesHaveNoEffectAndAreCounted() {
    RecordingNode a = node(KEYS);
    RecordingNode b = node(KEYS);
    RecordingNode.awaitMembers(nodes);
    var all = Audience.allSockets("/");
    Channel toB = ClusterChannels.ofNode(b.info.id());
    forge(a, ClusterChannels.BROADCAST, new Message.Emit(all, packet("forged")));
    var disconnect = new ClusterRequest.Disconnect(all, true);
    forge(a, toB, new Message.Request(a.info.id(), 1, Duration.ofDays(1), 0, disconnect));
    forge(a, ClusterChannels.BROADCAST, new Message.Goodbye());
    forge(b, toB, new Message.Probe(Long.MAX_VALUE, 7));
    await("each to be counted", () -> b.stats().refused() >= 4);
    assertCommunicate(a, b);
    assertThat(b.emits).doesNotContain("forged");
    assertThat(b.requests).isEmpty();
    assertThat(b.left).isEmpty();
    assertCommunicate(b, a); // and is no clone
    assertThat(b.stats().malformed() + b.stats().lost()).isZero();
  }

  @Test
  void copiesHaveNoEffectAndAreCounted() {
    RecordingNode a = node(KEYS);
    RecordingNode b = node(KEYS);
    RecordingNode.awaitMembers(nodes);
    publisher.subscribe(ClusterChannels.BROADCAST);
    await(a.emit("once"));
    await("the emit to be recorded", () -> b.emits.contains("once"));
    List<byte[]> copies = List.copyOf(recorder.envelopes);
    copies.forEach(copy -> publisher.publish(ClusterChannels.BROADCAST, copy));
    copies.forEach(copy -> publisher.publish(ClusterChannels.ofNode(b.info.id()), copy));
    await("each to be counted", () -> b.stats().refused() >= 2L * copies.size());
    assertCommunicate(a, b);
    assertThat(b.emits).containsOnlyOnce("once");
    assertThat(b.stats().lost()).isZero();
  }

  /** Each node is replaced at each step, while all nodes emit. */
  @Test
  void replacingTheKeyLosesNothing() {
    var steps =
        List.of(
            EnvelopeKeys.of(OLD),
            EnvelopeKeys.of(OLD, FRESH),
            EnvelopeKeys.of(FRESH, OLD),
            EnvelopeKeys.of(FRESH));
    assertNothingIsLost(steps);
  }

  @Test
  void theFirstKeyLosesNothing() {
    assertNothingIsLost(List.of(EnvelopeKeys.NONE, KEYS.acceptingUnsigned(), KEYS));
  }

  private void assertNothingIsLost(List<EnvelopeKeys> steps) {
    for (int i = 0; i < 3; i++) {
      node(steps.get(0));
    }
    RecordingNode.awaitMembers(nodes);
    for (EnvelopeKeys step : steps.subList(1, steps.size())) {
      for (int i = 0; i < 3; i++) {
        List<RecordingNode> stay = List.copyOf(nodes.subList(1, 3));
        var texts = new ArrayList<String>();
        emitFromEach(stay, "before", texts);
        node(step);
        emitFromEach(stay, "beside", texts);
        nodes.remove(0).close();
        emitFromEach(stay, "after", texts);
        RecordingNode.awaitMembers(nodes);
        assertCommunicate(nodes.get(2), nodes.get(0));
        assertAllArrived(stay, texts);
      }
    }
  }

  private static void emitFromEach(List<RecordingNode> from, String situation, List<String> texts) {
    for (RecordingNode node : from) {
      String text = node.info.id() + " " + situation;
      texts.add(text);
      await(node.emit(text));
    }
  }

  /** Asserts that the emits of each of two nodes have arrived at the other. */
  private void assertAllArrived(List<RecordingNode> two, List<String> texts) {
    for (RecordingNode from : two) {
      RecordingNode to = two.get(from == two.get(0) ? 1 : 0);
      assertCommunicate(from, to);
      assertThat(to.emits)
          .containsAll(
              texts.stream().filter(text -> text.startsWith(from.info.id().text())).toList());
    }
    for (RecordingNode node : nodes) {
      assertThat(node.stats().refused()).isZero();
      assertThat(node.stats().malformed()).isZero();
      assertThat(node.stats().lost()).isZero();
      node.emits.clear();
    }
  }

  /** The node with keys counts the messages of one without, which has none of its own refused. */
  @Test
  void aNodeWithoutKeysIsNoMember() {
    RecordingNode signs = node(KEYS);
    RecordingNode plain = node(EnvelopeKeys.NONE);
    await("unsigned messages to be counted", () -> signs.stats().refused() > 0);
    assertThat(signs.bus.nodes()).containsExactly(signs.info);
    assertThat(plain.stats().refused()).isZero();
  }

  @Test
  void theLogNamesTheIdsOfTheKeys() {
    var log = new ListAppender<ILoggingEvent>();
    log.start();
    var logger = (Logger) LoggerFactory.getLogger(Inbox.class);
    logger.setLevel(Level.INFO);
    logger.addAppender(log);
    node(EnvelopeKeys.of(FRESH, OLD));
    logger.detachAppender(log);
    logger.setLevel(null);
    assertThat(log.list)
        .extracting(ILoggingEvent::getFormattedMessage)
        .filteredOn(line -> line.contains("signs its envelopes"))
        .singleElement()
        .asString()
        .matches(".*the ids of its keys: [0-9a-f]{8}, [0-9a-f]{8}");
  }
}
