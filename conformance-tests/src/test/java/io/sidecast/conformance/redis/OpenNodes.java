package io.sidecast.conformance.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.sidecast.broker.BrokerConfig;
import io.sidecast.broker.BrokerException;
import io.sidecast.broker.BrokerProvider;
import io.sidecast.broker.BrokerState;
import io.sidecast.broker.Channel;
import io.sidecast.broker.Position;
import io.sidecast.conformance.HarnessNode;
import io.sidecast.conformance.RecordingListener;
import io.sidecast.conformance.TestClient;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** The nodes of one case over servers that the case itself stops. Confined to the test thread. */
final class OpenNodes implements AutoCloseable {

  /** The prefix of all these nodes. */
  static final String PREFIX = "failover";

  /** The longest wait for an expected fact. */
  static final Duration MAX_WAIT = Duration.ofSeconds(TestClient.MAX_WAIT_SECONDS);

  private static final Duration TIMEOUT = Duration.ofSeconds(4);

  private final BrokerProvider provider;
  private final List<HarnessNode> nodes = new ArrayList<>();
  private int fences;

  OpenNodes(BrokerProvider provider) {
    this.provider = provider;
  }

  HarnessNode open(String uri) {
    var listener = new RecordingListener();
    var broker = HarnessNode.done(provider.open(config(uri), listener).broker(), MAX_WAIT);
    var node = new HarnessNode(broker, listener, MAX_WAIT);
    nodes.add(node);
    return node;
  }

  /** Returns the failure of an open that must fail. */
  BrokerException openFailure(String uri) {
    return HarnessNode.failure(
        provider.open(config(uri), new RecordingListener()).broker(), MAX_WAIT);
  }

  /**
   * Publishes from each of these nodes on a channel and waits until all of them have received it.
   */
  void assertConnected(List<HarnessNode> others, Channel channel) {
    for (HarnessNode from : others) {
      String fence = "fence-" + ++fences;
      from.publish(channel, fence);
      others.forEach(to -> to.awaitFence(channel, fence));
    }
  }

  /** Returns a future that settles like a publish made at the moment the node reports DOWN. */
  static CompletableFuture<Position> publishOnceDown(HarnessNode node, Channel channel) {
    var down = new CompletableFuture<BrokerState>();
    node.received()
        .whenState(
            state -> {
              if (state == BrokerState.DOWN) {
                down.complete(state);
              }
            });
    return down.thenCompose(isDown -> node.publishAsync(channel, "lost"));
  }

  @Override
  public void close() {
    for (HarnessNode node : nodes) {
      node.done(node.closeAsync());
      assertThat(node.received().violations()).isEmpty();
    }
  }

  private static BrokerConfig config(String uri) {
    return new BrokerConfig(URI.create(uri), PREFIX, TIMEOUT, Map.of());
  }
}
