package io.sidecast.cluster.membership;

import static org.assertj.core.api.Assertions.assertThat;

import io.sidecast.cluster.NodeId;
import io.sidecast.cluster.message.DeliveryMode;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class BroadcastModeNodesTest {

  private static final NodeId ONE = new NodeId("node-1");
  private static final NodeId TWO = new NodeId("node-2");

  private final BroadcastModeNodes nodes = new BroadcastModeNodes(Duration.ofMinutes(5));

  @Test
  void oneNodeIsEnough() {
    assertThat(nodes.isEmpty()).isTrue();
    nodes.update(ONE, new DeliveryMode(1, true));
    nodes.update(TWO, DeliveryMode.NONE);
    assertThat(nodes.isEmpty()).isFalse();
    nodes.left(ONE);
    assertThat(nodes.isEmpty()).isTrue();
  }

  @Test
  void olderUpdateIsIgnored() {
    nodes.update(ONE, new DeliveryMode(1, true));
    nodes.update(ONE, DeliveryMode.NONE);
    assertThat(nodes.isEmpty()).isFalse();
    nodes.update(ONE, new DeliveryMode(2, false));
    nodes.update(ONE, new DeliveryMode(1, true));
    assertThat(nodes.isEmpty()).isTrue();
  }

  @Test
  void silentNodeIsRemoved() {
    var impatient = new BroadcastModeNodes(Duration.ofMillis(5));
    impatient.update(ONE, new DeliveryMode(1, true));
    Awaitility.await()
        .until(
            () -> {
              impatient.expire();
              return impatient.isEmpty();
            });
    nodes.update(ONE, new DeliveryMode(1, true));
    nodes.expire();
    assertThat(nodes.isEmpty()).isFalse();
  }
}
