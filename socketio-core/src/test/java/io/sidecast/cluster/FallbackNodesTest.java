package io.sidecast.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class FallbackNodesTest {

  private static final NodeId ONE = new NodeId("node-1");
  private static final NodeId TWO = new NodeId("node-2");

  private final FallbackNodes nodes = new FallbackNodes(Duration.ofMinutes(5));

  @Test
  void oneNodeIsEnough() {
    assertThat(nodes.isEmpty()).isTrue();
    nodes.told(ONE, new Fallback(1, true));
    nodes.told(TWO, Fallback.NONE);
    assertThat(nodes.isEmpty()).isFalse();
    nodes.left(ONE);
    assertThat(nodes.isEmpty()).isTrue();
  }

  @Test
  void whatIsOlderComesTooLate() {
    nodes.told(ONE, new Fallback(1, true));
    nodes.told(ONE, Fallback.NONE);
    assertThat(nodes.isEmpty()).isFalse();
    nodes.told(ONE, new Fallback(2, false));
    nodes.told(ONE, new Fallback(1, true));
    assertThat(nodes.isEmpty()).isTrue();
  }

  @Test
  void whoIsSilentForLongIsForgotten() {
    var impatient = new FallbackNodes(Duration.ofMillis(5));
    impatient.told(ONE, new Fallback(1, true));
    Awaitility.await()
        .until(
            () -> {
              impatient.expire();
              return impatient.isEmpty();
            });
    nodes.told(ONE, new Fallback(1, true));
    nodes.expire();
    assertThat(nodes.isEmpty()).isFalse();
  }
}
