package io.sidecast.conformance.rabbitmq;

import static io.sidecast.conformance.BrokerHarness.room;
import static org.assertj.core.api.Assertions.assertThat;

import io.sidecast.broker.BrokerConfig;
import io.sidecast.broker.Channel;
import io.sidecast.broker.rabbitmq.RabbitMqBrokerProvider;
import io.sidecast.conformance.HarnessNode;
import io.sidecast.conformance.RecordingListener;
import io.sidecast.conformance.TestClient;
import io.sidecast.conformance.chaos.FailoverRun;
import java.net.URI;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tests of broker-rabbitmq over a cluster of two RabbitMQ nodes. Confined to the test thread. */
@Tag("failover")
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class RabbitMqFailoverIT {

  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final Duration MAX_WAIT = Duration.ofSeconds(TestClient.MAX_WAIT_SECONDS);
  private static final int SUBSCRIPTIONS = 500;

  /** Each node declares its queue again at the node of RabbitMQ that is left. */
  @Test
  void nodesMoveToTheOtherServer() {
    try (var servers = RabbitMqServers.start()) {
      assertInForceAtBoth(servers);
      try (var run = new FailoverRun("rabbitmq", Collections.nCopies(3, servers.uri()))) {
        run.fault("one of two servers killed", () -> servers.get(0).kill());
        run.fault("that server back", () -> servers.get(0).start());
        run.fault("the other server killed", () -> servers.get(1).kill());
        run.verify();
      }
    }
  }

  /** Publishes through the other server at the moment of the confirmation of each subscription. */
  private static void assertInForceAtBoth(RabbitMqServers servers) {
    HarnessNode subscriber = open(servers.uri(0));
    HarnessNode publisher = open(servers.uri(1));
    List<Channel> rooms = IntStream.range(0, SUBSCRIPTIONS).mapToObj(i -> room("r" + i)).toList();
    for (Channel room : rooms) {
      subscriber.subscribe(room);
      publisher.publish(room, "at once");
    }
    publisher.publish(rooms.get(0), "fence");
    subscriber.awaitFence(rooms.get(0), "fence");
    assertThat(rooms.stream().filter(room -> subscriber.texts(room).isEmpty()))
        .as("rooms without their message")
        .isEmpty();
    subscriber.done(subscriber.closeAsync());
    publisher.done(publisher.closeAsync());
  }

  private static HarnessNode open(URI uri) {
    var listener = new RecordingListener();
    var config = new BrokerConfig(uri, "kit", TIMEOUT, Map.of());
    var opening = new RabbitMqBrokerProvider().open(config, listener);
    return new HarnessNode(HarnessNode.done(opening.broker(), MAX_WAIT), listener, MAX_WAIT);
  }
}
