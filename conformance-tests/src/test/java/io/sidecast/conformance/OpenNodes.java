package io.sidecast.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.sidecast.broker.BrokerConfig;
import io.sidecast.broker.BrokerException;
import io.sidecast.broker.BrokerProvider;
import io.sidecast.broker.BrokerState;
import io.sidecast.broker.Channel;
import io.sidecast.broker.Position;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** The test thread only. The nodes of one case over servers that the case itself ends. */
final class OpenNodes implements AutoCloseable {

  /** The prefix of all of them. */
  static final String PREFIX = "failover";

  /** For what must come. */
  static final Duration PATIENCE = Duration.ofSeconds(TestClient.PATIENCE_SECONDS);

  private static final Duration TIMEOUT = Duration.ofSeconds(4);

  private final BrokerProvider provider;
  private final List<HarnessNode> nodes = new ArrayList<>();
  private int fences;

  OpenNodes(BrokerProvider provider) {
    this.provider = provider;
  }

  HarnessNode open(String uri) {
    var listener = new RecordingListener();
    var broker = HarnessNode.done(provider.open(config(uri), listener), PATIENCE);
    var node = new HarnessNode(broker, listener, PATIENCE);
    nodes.add(node);
    return node;
  }

  /** The failure of an open that has to fail. */
  BrokerException openFailure(String uri) {
    return HarnessNode.failure(provider.open(config(uri), new RecordingListener()), PATIENCE);
  }

  /** What these nodes publish on a channel is heard by each of them. */
  void assertConnected(List<HarnessNode> others, Channel channel) {
    for (HarnessNode from : others) {
      String fence = "fence-" + ++fences;
      from.publish(channel, fence);
      others.forEach(to -> to.awaitFence(channel, fence));
    }
  }

  /** Settles as a publish does that is made at the moment at which the node is told DOWN. */
  static CompletableFuture<Position> publishOnceDown(HarnessNode node, Channel channel) {
    var down = new CompletableFuture<BrokerState>();
    node.heard()
        .whenState(
            state -> {
              if (state == BrokerState.DOWN) {
                down.complete(state);
              }
            });
    return down.thenCompose(told -> node.publishSoon(channel, "lost"));
  }

  @Override
  public void close() {
    for (HarnessNode node : nodes) {
      node.done(node.closeSoon());
      assertThat(node.heard().violations()).isEmpty();
    }
  }

  private static BrokerConfig config(String uri) {
    return new BrokerConfig(URI.create(uri), PREFIX, TIMEOUT, Map.of());
  }
}
