package io.sidecast.conformance.server;

import io.sidecast.conformance.Ports;
import io.sidecast.conformance.nats.NatsFixture;
import io.sidecast.conformance.nats.NatsSpy;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/**
 * Tests routing over a real NATS, which counts the messages delivered to each node. Confined to the
 * test thread.
 */
class NatsRoutingIT extends RoutingAtScale {

  private static final NatsFixture NATS = new NatsFixture();

  @BeforeAll
  static void startNats() {
    NATS.start(Ports.free());
  }

  @AfterAll
  static void stopNats() {
    NATS.stop();
  }

  @Override
  String broker() {
    return NATS.uri().toString();
  }

  @Override
  long copies(Runnable emits, List<String> nodes, String text) {
    var spy = new NatsSpy(NATS.monitoring());
    long before = handedOut(spy, nodes);
    emits.run();
    return handedOut(spy, nodes) - before - nodes.size();
  }

  private static long handedOut(NatsSpy spy, List<String> nodes) {
    return nodes.stream().map(spy::of).mapToLong(NatsSpy.Traffic::out).sum();
  }
}
