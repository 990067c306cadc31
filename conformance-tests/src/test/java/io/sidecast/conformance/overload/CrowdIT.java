package io.sidecast.conformance.overload;

import static org.assertj.core.api.Assertions.assertThat;

import io.sidecast.conformance.Ports;
import io.sidecast.conformance.TestNode;
import io.sidecast.conformance.redis.RedisFixture;
import io.sidecast.examples.ServerProcess;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Very many idle clients of one node, which all connect again at once when the node is killed and
 * started again. The clients of the other node are served meanwhile. Confined to the test thread.
 *
 * <p>System property: {@code crowd.clients} (1,000); each needs an open file here and in the node.
 */
class CrowdIT {

  private static final int CLIENTS = Integer.getInteger("crowd.clients", 1_000);
  private static final Duration LONGEST = Duration.ofMinutes(4);

  private final RedisFixture broker = new RedisFixture();
  private TestNode.Cluster cluster;
  private TestNode crowded;
  private TestNode other;

  @BeforeEach
  void open() {
    broker.start(Ports.free());
    String patient = broker.uri() + "?command_timeout=30s"; // other tests may keep the machine busy
    cluster =
        new TestNode.Cluster(
            patient,
            "crowd",
            Duration.ofSeconds(10),
            List.of(),
            new ServerProcess.Jvm(List.of("-Xmx1g"), Map.of()));
    crowded = new TestNode("crowd-1", cluster);
    crowded.url();
    other = new TestNode("crowd-2", cluster);
  }

  @AfterEach
  void close() {
    crowded.close();
    other.close();
    broker.stop();
  }

  @Test
  @Timeout(value = 15, unit = TimeUnit.MINUTES)
  void allComeBackAtOnceWhileOthersAreServed() {
    try (var bystanders = new Bystanders(other);
        var crowd = new Crowd(portOf(crowded))) {
      bystanders.begin();
      String calm = bystanders.summary();
      long start = System.nanoTime();
      crowd.connect(CLIENTS);
      crowd.await(CLIENTS, LONGEST);
      System.out.printf("crowd: %,d clients connected after %.1f s%n", CLIENTS, seconds(start));
      crowded.kill();
      crowd.await(0, LONGEST);
      var again = new TestNode("crowd-3", cluster);
      crowded.close();
      crowded = again;
      int port = portOf(again);
      bystanders.begin();
      start = System.nanoTime();
      crowd.moveTo(port);
      crowd.await(CLIENTS, LONGEST);
      System.out.printf(
          "crowd: %,d clients were back after %.1f s; clients of the other node before: %s;"
              + " meanwhile: %s%n",
          CLIENTS, seconds(start), calm, bystanders.summary());
      assertThat(again.logLines("OutOf")).isEmpty();
      bystanders.stop();
    }
  }

  private static int portOf(TestNode node) {
    return URI.create(node.url()).getPort();
  }

  private static double seconds(long start) {
    return (System.nanoTime() - start) / 1e9;
  }
}
