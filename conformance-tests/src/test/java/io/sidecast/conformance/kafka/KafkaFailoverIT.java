package io.sidecast.conformance.kafka;

import io.sidecast.conformance.TestClient;
import io.sidecast.conformance.chaos.FailoverRun;
import java.net.URI;
import java.util.Collections;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tests of broker-kafka over a cluster of three Kafka brokers. Confined to the test thread. */
@Tag("failover")
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class KafkaFailoverIT {

  private static final String TOPIC = "chaos.broadcast";

  /** Fewer partitions than by default, because each has three replicas on a small machine. */
  private static final Map<String, Integer> TOPICS =
      Map.of(TOPIC, 1, "chaos.node", 4, "chaos.room", 8);

  /** Delivery continues with the new leaders of the partitions. */
  @Test
  void nodesFollowTheLeaders() {
    try (var servers = KafkaServers.start()) {
      String uri = servers.uri().toString();
      try (var spy = created(servers.uri());
          var run = new FailoverRun("kafka", Collections.nCopies(3, uri))) {
        int first = spy.leader(TOPIC);
        run.fault(
            "leader of partitions killed",
            () -> {
              servers.get(first).process().kill();
              awaitLeader(spy, first, false);
            });
        run.fault("that broker back", () -> servers.get(first).process().start());
        run.fault(
            "leaders moved back",
            () -> {
              spy.electPreferredLeaders();
              awaitLeader(spy, first, true);
            });
        run.verify();
      }
    }
  }

  /** Creates the topics and waits until each has a leader. */
  private static KafkaSpy created(URI kafka) {
    var spy = new KafkaSpy(kafka);
    TOPICS.forEach(spy::create);
    Awaitility.await("a leader")
        .atMost(TestClient.MAX_WAIT_SECONDS, TimeUnit.SECONDS)
        .until(() -> TOPICS.keySet().stream().allMatch(topic -> spy.leader(topic) >= 0));
    return spy;
  }

  private static void awaitLeader(KafkaSpy spy, int id, boolean expected) {
    Awaitility.await("another leader")
        .atMost(TestClient.MAX_WAIT_SECONDS, TimeUnit.SECONDS)
        .until(() -> (spy.leader(TOPIC) == id) == expected);
  }
}
