package io.sidecast.conformance.nats;

import static io.sidecast.conformance.TestClient.to;
import static org.assertj.core.api.Assertions.assertThat;

import io.sidecast.conformance.BrokerFixture;
import io.sidecast.conformance.ServerConformance;
import io.sidecast.conformance.ServerHarness;
import io.sidecast.conformance.TestClient;
import io.sidecast.conformance.nats.NatsSpy.Traffic;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Certifies broker-nats with real servers over a real NATS. Confined to the test thread. */
class NatsClusterIT extends ServerConformance {

  private final NatsFixture nats = new NatsFixture();

  @Override
  protected BrokerFixture fixture() {
    return nats;
  }

  /**
   * NATS's own counts show that one emit to a sid is one message in, and one out to the owner's
   * node.
   */
  @ParameterizedTest
  @ValueSource(ints = {2, 5})
  void emitToSidIsOneMessageInTheEyesOfNats(int size, ServerHarness harness) {
    List<TestClient> clients = harness.clientOfEach(harness.cluster(size, ServerHarness.QUIET));
    List<String> nodes = clients.stream().map(ServerHarness::idOf).toList();
    var spy = new NatsSpy(nats.monitoring());
    awaitSilence(harness, clients);
    List<Traffic> expected = new ArrayList<>(settled(spy, nodes));
    TestClient target = clients.get(size - 1);
    String text = harness.unique("one");
    clients.get(0).run("emit_sid", to(target.sid(), text));
    target.awaits("msg", text);
    expected.set(0, expected.get(0).plus(1, 0));
    expected.set(size - 1, expected.get(size - 1).plus(0, 1));
    Awaitility.await("NATS to count the message")
        .atMost(TestClient.MAX_WAIT_SECONDS, TimeUnit.SECONDS)
        .until(() -> spy.of(nodes.get(0)).in() >= expected.get(0).in());
    assertThat(settled(spy, nodes)).containsExactlyElementsOf(expected);
  }

  /** Reads the counts until two readings agree: NATS counts a marker first out, then in. */
  private static List<Traffic> settled(NatsSpy spy, List<String> nodes) {
    List<Traffic> before = List.of();
    List<Traffic> now = nodes.stream().map(spy::of).toList();
    while (!now.equals(before)) {
      before = now;
      now = nodes.stream().map(spy::of).toList();
    }
    return now;
  }

  /**
   * Waits until the membership messages have arrived. Every node that receives a hello answers it,
   * so the second fence of each node follows its answers.
   */
  private static void awaitSilence(ServerHarness harness, List<TestClient> clients) {
    for (int round = 0; round < 2; round++) {
      for (TestClient from : clients) {
        String fence = harness.unique("fence");
        from.run("bcast", fence);
        clients.forEach(client -> client.awaits("msg", fence));
      }
    }
  }
}
