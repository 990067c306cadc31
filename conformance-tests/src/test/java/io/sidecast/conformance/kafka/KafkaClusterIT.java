package io.sidecast.conformance.kafka;

import static io.sidecast.conformance.ServerHarness.count;
import static io.sidecast.conformance.TestClient.to;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.sidecast.conformance.BrokerFixture;
import io.sidecast.conformance.ServerConformance;
import io.sidecast.conformance.ServerHarness;
import io.sidecast.conformance.TestClient;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Certifies broker-kafka with real servers over a real Kafka. Confined to the test thread. */
class KafkaClusterIT extends ServerConformance {

  @Override
  protected BrokerFixture fixture() {
    return new KafkaFixture();
  }

  /**
   * Kafka's own counts show that one emit to a sid is one record on the node topic, received by one
   * node.
   */
  @ParameterizedTest
  @ValueSource(ints = {2, 5})
  void emitToSidIsOneRecordInTheEyesOfKafka(int size, ServerHarness harness) {
    try (var spy = new KafkaSpy(harness.fixture().uri())) {
      Set<String> others = spy.topics();
      List<TestClient> clients = harness.clientOfEach(harness.cluster(size, ServerHarness.QUIET));
      Set<String> topics = spy.topics();
      topics.removeAll(others);
      assertThat(topics)
          .extracting(topic -> topic.replaceAll(".*\\.", ""))
          .containsExactly("broadcast", "node", "room");
      TestClient target = clients.get(size - 1);
      String fence = harness.unique("fence");
      clients.get(0).run("bcast", fence);
      clients.forEach(client -> client.awaits("msg", fence));

      Map<String, Long> before = spy.records(topics);
      List<JsonNode> statsBefore = clients.stream().map(TestClient::stats).toList();
      clients.get(0).run("emit_sid", to(target.sid(), "one"));
      target.awaits("msg", "one");
      assertThat(added(before, spy.records(topics)))
          .hasSize(1)
          .allSatisfy(
              (partition, records) -> {
                assertThat(partition).contains(".node-");
                assertThat(records).isEqualTo(1);
              });
      for (int i = 0; i < size; i++) {
        long received =
            count(clients.get(i).stats(), "received") - count(statsBefore.get(i), "received");
        assertThat(received).as("node " + i).isEqualTo(i == size - 1 ? 1 : 0);
      }
    }
  }

  private static Map<String, Long> added(Map<String, Long> before, Map<String, Long> after) {
    var added = new TreeMap<String, Long>(after);
    before.forEach((partition, records) -> added.merge(partition, -records, Long::sum));
    added.values().removeIf(records -> records == 0);
    return added;
  }
}
