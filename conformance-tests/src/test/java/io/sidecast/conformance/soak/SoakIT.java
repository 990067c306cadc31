package io.sidecast.conformance.soak;

import static org.assertj.core.api.Assertions.assertThat;

import io.sidecast.conformance.Ports;
import io.sidecast.conformance.RealBrokerFixture;
import io.sidecast.conformance.ServerHarness;
import io.sidecast.conformance.TestNode;
import io.sidecast.conformance.kafka.KafkaFixture;
import io.sidecast.conformance.nats.NatsFixture;
import io.sidecast.conformance.rabbitmq.RabbitMqFixture;
import io.sidecast.conformance.redis.RedisFixture;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Runs servers under clients that connect, act and leave, while one server after another is killed.
 * At the end the remaining servers hold no trace of them. Confined to the test thread.
 *
 * <p>System properties: {@code soak.minutes} (2), {@code soak.broker} (Redis), {@code soak.seed}.
 */
class SoakIT {

  private static final double MINUTES = Double.parseDouble(System.getProperty("soak.minutes", "2"));
  private static final double LEAST_MINUTES = 2;
  private static final int MOST_MINUTES = 50;

  /** The number of clients after which each table and cache of a node has its size. */
  private static final int WARM_UP = 100;

  private static final Duration BETWEEN_DEATHS = Duration.ofSeconds(15);

  /**
   * The most bytes by which the live heap of a node may grow between the first quarter of the run
   * and its end.
   */
  private static final long MOST_GROWTH = 256 * 1024;

  private static final Map<String, Supplier<RealBrokerFixture>> BROKERS =
      Map.of(
          "redis", RedisFixture::new,
          "nats", NatsFixture::new,
          "rabbitmq", RabbitMqFixture::new,
          "kafka", KafkaFixture::new);

  private final long seed =
      Long.getLong("soak.seed", new SplittableRandom().nextLong(1_000_000_000));
  private final SplittableRandom random = new SplittableRandom(seed);
  private final RealBrokerFixture broker = fixture();

  /** The start of the load, after that of the nodes, which may take long. */
  private long start;

  private SoakNodes nodes;
  private SoakCrowd crowd;
  private int ended;

  private static RealBrokerFixture fixture() {
    String name = System.getProperty("soak.broker", "redis");
    Supplier<RealBrokerFixture> fixture = BROKERS.get(name);
    assertThat(fixture)
        .as("soak.broker=%s, expected one of %s", name, BROKERS.keySet())
        .isNotNull();
    return fixture.get();
  }

  @BeforeEach
  void open() {
    assertThat(MINUTES).as("soak.minutes").isBetween(LEAST_MINUTES, (double) MOST_MINUTES);
    System.out.printf("soak: %s, %s minutes, -Dsoak.seed=%d%n", broker.name(), MINUTES, seed);
    broker.start(Ports.free());
    // A new node connects while the other nodes and their clients keep the machine busy.
    String patient = broker.uri() + "?command_timeout=30s";
    var cluster = new TestNode.Cluster(patient, "soak-" + seed, ServerHarness.NODE_TIMEOUT);
    nodes = new SoakNodes(cluster);
    crowd = new SoakCrowd(random, nodes);
    start = System.nanoTime();
  }

  @AfterEach
  void close() {
    if (nodes != null) {
      crowd.disperse();
      nodes.close();
    }
    broker.stop();
  }

  @Test
  @Timeout(value = MOST_MINUTES + 5, unit = TimeUnit.MINUTES)
  void nothingIsLeftOfAllThatCameAndWent() {
    loadUntil(MINUTES / 4, WARM_UP);
    List<LiveHeap> before = emptied();
    int cycles = crowd.came();
    loadUntil(MINUTES, 0);
    List<LiveHeap> after = emptied();
    for (int node = 0; node < after.size(); node++) {
      long growth = after.get(node).total() - before.get(node).total();
      System.out.printf(
          "soak: node %d: %,d bytes alive, %,+d since %d clients ago%n",
          node + 1, after.get(node).total(), growth, crowd.came() - cycles);
      assertThat(growth)
          .as("node %d has grown:%n%s", node + 1, after.get(node).growthSince(before.get(node)))
          .isLessThan(MOST_GROWTH);
    }
  }

  /** Makes clients come and go until a time, and until this number has come. */
  private void loadUntil(double minutes, int clients) {
    long nextDeath = System.nanoTime();
    while (minutesSinceStart() < minutes || crowd.came() < clients) {
      boolean calm = nodes.areAcquainted();
      crowd.come();
      crowd.act();
      if (calm && System.nanoTime() > nextDeath) {
        calm = false;
        endMortal();
        nextDeath = System.nanoTime() + BETWEEN_DEATHS.toNanos();
      }
      settle(calm);
      crowd.go();
      settle(calm);
    }
  }

  /**
   * Waits for all answers. A calm cluster must answer correctly; a cluster that is about to detect
   * a failed node need not.
   */
  private void settle(boolean calm) {
    List<String> wrong = crowd.settle();
    assertThat(calm ? wrong : List.of()).isEmpty();
  }

  /** Ends a node in the middle of its requests from clients and other nodes. */
  private void endMortal() {
    TestNode mortal = nodes.mortal();
    if (++ended % 4 == 0) {
      mortal.terminate();
    } else {
      mortal.kill();
    }
    crowd.lose(mortal);
    nodes.replaceMortal();
    System.out.printf(
        "soak: %.1f minutes, %d clients, %d requests, %d nodes ended%n",
        minutesSinceStart(), crowd.came(), crowd.done(), ended);
  }

  /**
   * Returns the heaps of the remaining nodes when no client is connected and no resource is held.
   */
  private List<LiveHeap> emptied() {
    crowd.disperse();
    nodes.awaitAcquaintance();
    nodes.awaitEmpty();
    return nodes.heaps();
  }

  private double minutesSinceStart() {
    return (System.nanoTime() - start) / 60e9;
  }
}
