package io.sidecast.conformance.nats;

import static io.sidecast.conformance.BrokerHarness.room;
import static org.assertj.core.api.Assertions.assertThat;

import io.sidecast.broker.BrokerConfig;
import io.sidecast.broker.Channel;
import io.sidecast.broker.nats.NatsBrokerProvider;
import io.sidecast.conformance.HarnessNode;
import io.sidecast.conformance.RecordingListener;
import io.sidecast.conformance.chaos.FailoverRun;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tests of broker-nats over a cluster of three NATS servers. Confined to the test thread. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class NatsFailoverIT {

  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final Duration MAX_WAIT = Duration.ofSeconds(20);
  private static final int SUBSCRIPTIONS = 2_000;

  /**
   * A message that a client of another server publishes at the moment of the confirmation arrives.
   */
  @Test
  void subscriptionIsInForceAtEveryServer() {
    try (var servers = NatsServers.start()) {
      List<HarnessNode> nodes = servers.all().stream().map(server -> open(server.uri())).toList();
      HarnessNode subscriber = nodes.get(0);
      Channel fence = room("fence");
      subscriber.subscribe(fence);
      List<Channel> rooms = IntStream.range(0, SUBSCRIPTIONS).mapToObj(i -> room("r" + i)).toList();
      for (int i = 0; i < SUBSCRIPTIONS; i++) {
        subscriber.subscribe(rooms.get(i));
        nodes.get(1 + i % 2).publish(rooms.get(i), "at once");
      }
      for (HarnessNode from : nodes.subList(1, 3)) {
        from.publish(fence, "fence");
      }
      subscriber.awaitCount(fence, 2);
      assertThat(rooms.stream().filter(room -> subscriber.texts(room).isEmpty()))
          .as("rooms without their message")
          .isEmpty();
      nodes.forEach(node -> node.done(node.closeAsync()));
    }
  }

  /** The nodes of a server that ends, in whatever way, move to another server. */
  @Test
  void nodesMoveToAnotherServer() {
    try (var servers = NatsServers.start();
        var run =
            new FailoverRun("nats", servers.all().stream().map(NatsFailoverIT::own).toList())) {
      run.fault("server of a node killed", () -> servers.get(0).process().kill());
      run.fault("that server back", servers.get(0)::start);
      run.fault(
          "rolling restart of the servers",
          () ->
              servers
                  .all()
                  .forEach(
                      server -> {
                        server.process().stop();
                        server.start();
                        servers.awaitRoutes();
                      }));
      run.fault("lame duck mode of a server", () -> leave(servers.get(1)));
      run.verify();
    }
  }

  private static String own(NatsServers.Server server) {
    return server.uri().toString();
  }

  /** Returns when no client is left, which is sooner than the end of the lame duck mode. */
  private static void leave(NatsServers.Server server) {
    server.enterLameDuckMode();
    Awaitility.await("the clients to leave")
        .atMost(NatsServers.LAME_DUCK_SECONDS / 2, TimeUnit.SECONDS)
        .until(() -> server.clients() == 0);
  }

  private static HarnessNode open(URI uri) {
    var listener = new RecordingListener();
    var config = new BrokerConfig(uri, "kit", TIMEOUT, Map.of());
    var opening = new NatsBrokerProvider().open(config, listener);
    return new HarnessNode(HarnessNode.done(opening.broker(), MAX_WAIT), listener, MAX_WAIT);
  }
}
