package io.sidecast.conformance.nats;

import static io.sidecast.broker.BrokerState.DOWN;
import static io.sidecast.broker.BrokerState.RESTORED;
import static io.sidecast.conformance.HostileMessages.text;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.sidecast.broker.Broker;
import io.sidecast.broker.BrokerConfig;
import io.sidecast.broker.BrokerListener;
import io.sidecast.broker.BrokerState;
import io.sidecast.broker.Channel;
import io.sidecast.broker.Position;
import io.sidecast.conformance.BrokerConformance;
import io.sidecast.conformance.BrokerFixture;
import io.sidecast.conformance.BrokerHarness;
import io.sidecast.conformance.FaultProxy;
import io.sidecast.conformance.HarnessNode;
import io.sidecast.conformance.HostileMessages;
import io.sidecast.conformance.NumberedStream;
import io.sidecast.conformance.Ports;
import io.sidecast.conformance.RecordingListener;
import io.sidecast.conformance.UnreadMessages;
import io.sidecast.conformance.security.SecretExtension;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Certifies broker-nats over a real NATS, with cases for NATS alone. Confined to the test thread.
 */
@Tag("slow")
@ExtendWith(SecretExtension.class)
class NatsConformanceTest extends BrokerConformance {

  @Override
  protected BrokerFixture fixture() {
    return new NatsFixture();
  }

  /** The header block of another program may be a status, which clients handle in special ways. */
  @Test
  void hostileMessagesAreHarmless(BrokerHarness harness) throws Exception {
    String prefix = harness.config(harness.direct(), harness.timeout()).prefix();
    String room = prefix + "." + HostileMessages.ROOM.word('.');
    URI uri = harness.direct();
    try (var socket = new Socket(uri.getHost(), uri.getPort())) {
      OutputStream out = socket.getOutputStream();
      out.write("CONNECT {\"verbose\":false,\"headers\":true}\r\n".getBytes(US_ASCII));
      HostileMessages.assertHarmless(
          harness, (random, body) -> out.write(hostileMessage(random, room, body)));
    }
  }

  private static byte[] hostileMessage(SplittableRandom random, String subject, byte[] body) {
    String status = random.nextBoolean() ? "" : " " + random.nextInt(1_000) + " " + text(random);
    String head = "NATS/1.0" + status + "\r\n" + text(random) + ":" + text(random) + "\r\n\r\n";
    String reply = random.nextBoolean() ? "" : " " + subject + ".reply";
    String command =
        "HPUB %s%s %d %d\r\n".formatted(subject, reply, head.length(), head.length() + body.length);
    var bytes = new ByteArrayOutputStream();
    bytes.writeBytes("PONG\r\n".getBytes(US_ASCII)); // the server may have sent a PING
    bytes.writeBytes((command + head).getBytes(US_ASCII));
    bytes.writeBytes(body);
    bytes.writeBytes("\r\n".getBytes(US_ASCII));
    return bytes.toByteArray();
  }

  /** NATS closes a connection whose unread messages exceed its limit of 64 MB. */
  @Test
  void unreadMessagesAreReported(BrokerHarness harness) {
    HarnessNode publishes = harness.open(harness.config(harness.direct(), harness.maxWait()));
    new UnreadMessages(publishes, harness.open(), 1_600).assertLossIsReported(harness);
  }

  /**
   * A listener that exceeds the limit of pending messages is notified of the loss by DOWN;
   * afterwards the connection works again.
   */
  @Test
  void slowConsumerIsReportedAsDown(BrokerHarness harness) {
    Channel room = BrokerHarness.room("slow");
    var listener = new BlockedUntilDown();
    BrokerConfig config = harness.config(harness.faulty(), harness.timeout());
    var impatient =
        new BrokerConfig(
            config.uri(), config.prefix(), config.timeout(), Map.of("pending_messages", "10"));
    Broker broker = HarnessNode.done(harness.tryOpen(impatient, listener), harness.maxWait());
    var slow = new HarnessNode(broker, listener.recorder, harness.maxWait());
    HarnessNode publishes = harness.openDirect();
    slow.subscribe(room);
    var stream = new NumberedStream(publishes, room);
    stream.publish(1);
    slow.awaitFence(room, "0");
    stream.publish(100);
    slow.awaitState(DOWN, 1);
    slow.awaitState(RESTORED, 1);
    assertThat(listener.reasons).anyMatch(reason -> reason.contains("pending_messages"));
    String fence = harness.fence(publishes, slow, room);
    List<String> received = slow.texts(room);
    assertThat(received).hasSizeLessThan(100).startsWith("0").endsWith(fence);
    stream.assertInOrder(
        received.subList(0, received.size() - 1), List.of(new NumberedStream.Gap(1, 101)));
    slow.done(slow.closeAsync());
    assertThat(listener.recorder.violations()).isEmpty();
  }

  /** One reachable server of several in the URI is enough. */
  @Test
  void oneReachableServerOfTheUriIsEnough(BrokerHarness harness) {
    URI there = harness.faulty();
    URI both =
        URI.create(
            "nats://" + harness.unreachableUri().getAuthority() + "," + there.getAuthority());
    HarnessNode node = harness.open(harness.config(both, harness.timeout()));
    Channel room = BrokerHarness.room("several");
    node.subscribe(room);
    harness.faults().cut();
    node.awaitState(RESTORED, 1);
    harness.fence(node, node, room);
  }

  /**
   * When the only server of the URI is unreachable, the broker connects to the servers that it
   * announced.
   */
  @Test
  void serversLearntFromTheClusterAreUsed(
      BrokerHarness harness, @TempDir Path one, @TempDir Path two) {
    int port = Ports.free();
    String cluster = "cluster { name: kit, listen: \"{host}:%d\", routes: [%s] }";
    String routes = "\"nats://127.0.0.1:%1$d\", \"nats://NATS_ONE:%1$d\"".formatted(port);
    var first = new NatsFixture("NATS_ONE", one, cluster.formatted(port, ""));
    var second = new NatsFixture("NATS_TWO", two, cluster.formatted(Ports.free(), routes));
    try (var proxy = new FaultProxy(first::uri)) {
      first.start(proxy.port());
      second.start(proxy.port());
      var spy = new NatsSpy(first.monitoring());
      Awaitility.await().atMost(harness.maxWait()).until(() -> spy.routes() > 0);
      HarnessNode node =
          harness.open(harness.config(proxy.entrance(first.uri()), harness.timeout()));
      Channel room = BrokerHarness.room("learnt");
      node.subscribe(room);
      proxy.refuse();
      proxy.cut();
      node.awaitState(RESTORED, 1);
      harness.fence(node, node, room);
      assertThat(proxy.connections()).isZero();
      node.done(node.closeAsync());
    } finally {
      second.stop();
      first.stop();
    }
  }

  /** A listener that blocks, against its contract, until DOWN is reported. */
  private static final class BlockedUntilDown implements BrokerListener {

    private final RecordingListener recorder = new RecordingListener();
    private final List<String> reasons = new CopyOnWriteArrayList<>();
    private final CountDownLatch down = new CountDownLatch(1);

    @Override
    public void onMessage(Channel channel, byte[] envelope, Position position) {
      recorder.onMessage(channel, envelope, position);
      try {
        down.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    @Override
    public void onState(BrokerState state, String reason) {
      reasons.add(reason);
      recorder.onState(state, reason);
      if (state == DOWN) {
        down.countDown();
      }
    }
  }
}
