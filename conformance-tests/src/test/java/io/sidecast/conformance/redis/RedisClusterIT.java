package io.sidecast.conformance.redis;

import static io.sidecast.conformance.TestClient.to;
import static org.assertj.core.api.Assertions.assertThat;

import io.sidecast.conformance.BrokerFixture;
import io.sidecast.conformance.ServerConformance;
import io.sidecast.conformance.ServerHarness;
import io.sidecast.conformance.TestClient;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Certifies broker-redis with real servers over a real Redis. Confined to the test thread. */
class RedisClusterIT extends ServerConformance {

  @Override
  protected BrokerFixture fixture() {
    return new RedisFixture();
  }

  /** Redis's own monitor shows that one emit to a sid is one PUBLISH with one receiver. */
  @ParameterizedTest
  @ValueSource(ints = {2, 5})
  void emitToSidIsOnePublishInTheEyesOfRedis(int size, ServerHarness harness) throws IOException {
    List<TestClient> clients = harness.clientOfEach(harness.cluster(size, ServerHarness.QUIET));
    TestClient target = clients.get(size - 1);
    String text = harness.unique("one");
    String fence = harness.unique("fence");
    try (var spy = new RedisSpy(harness.fixture().uri())) {
      clients.get(0).run("emit_sid", to(target.sid(), text));
      target.awaits("msg", text);
      clients.get(0).run("bcast", fence);
      assertThat(spy.receivers(spy.awaitPublishes(fence).get(0))).isEqualTo(size);
      assertThat(spy.publishes(text)).hasSize(1);
      assertThat(spy.receivers(spy.publishes(text).get(0))).isEqualTo(1);
    }
  }
}
