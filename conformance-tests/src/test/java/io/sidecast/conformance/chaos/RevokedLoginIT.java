package io.sidecast.conformance.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.sidecast.conformance.ServerHarness;
import io.sidecast.conformance.TestClient;
import io.sidecast.conformance.TestNode;
import io.sidecast.conformance.Values;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A broker that refuses the login of connected nodes makes them report DOWN with the reason, once.
 * Confined to the test thread.
 */
class RevokedLoginIT {

  /** The longest time after the login is valid again until every node delivers. */
  private static final Duration BACK = Duration.ofSeconds(5);

  @ParameterizedTest
  @ValueSource(strings = {"redis", "nats", "rabbitmq", "kafka"})
  void isReportedOnceAndSurvived(String name) {
    try (ChaosBroker broker = ChaosBroker.start(name)) {
      var cluster =
          new TestNode.Cluster(broker.uri().toString(), "revoked", ServerHarness.NODE_TIMEOUT);
      try (var one = new TestNode("revoked-" + name + "-1", cluster);
          TestClient ofOne = TestClient.connect(one.url(), "websocket");
          var two = new TestNode("revoked-" + name + "-2", cluster);
          TestClient ofTwo = TestClient.connect(two.url(), "websocket")) {
        List<TestNode> nodes = List.of(one, two);
        List<TestClient> clients = List.of(ofOne, ofTwo);
        ServerHarness.awaitDeliveries(clients, TestClient.maxWait());
        broker.control().revokeLogin();
        nodes.forEach(RevokedLoginIT::awaitReport);
        assertThat(ofOne.call("emit_sid", TestClient.to(ofTwo.sid(), "lost")).path(0).has("error"))
            .isTrue();
        assertThat(ofOne.call("echo", "here")).isEqualTo(Values.of("here"));
        broker.control().restoreLogin();
        ServerHarness.awaitDeliveries(clients, BACK);
        assertThat(nodes).allSatisfy(node -> assertThat(reports(node)).hasSize(1));
      }
    }
  }

  private static void awaitReport(TestNode node) {
    Awaitility.await("a report of the refused login")
        .atMost(TestClient.maxWait())
        .until(() -> !reports(node).isEmpty());
  }

  /** Returns the lines about a state that name the login as the reason. */
  private static List<String> reports(TestNode node) {
    return node.logLines("broker down").stream().filter(line -> line.contains("password")).toList();
  }
}
