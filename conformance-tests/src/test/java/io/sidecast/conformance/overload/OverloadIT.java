package io.sidecast.conformance.overload;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.sidecast.conformance.Ports;
import io.sidecast.conformance.TestNode;
import io.sidecast.conformance.redis.RedisFixture;
import io.sidecast.conformance.soak.LiveHeap;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A node with a heap of 256 MiB that receives as much as its attackers can send. It serves clients
 * that behave well, its memory is bounded, and all that it sheds is counted. Confined to the test
 * thread.
 *
 * <p>System property: {@code overload.seconds} for each kind (5).
 */
class OverloadIT {

  private static final int SECONDS = Integer.getInteger("overload.seconds", 5);
  private static final int LONGEST_MINUTES = 65;

  /** The heap, as much direct memory, and what the JVM itself needs. */
  private static final long MOST_KIB = 800 * 1024;

  private static final long MOST_LIVE = 64 << 20;
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(3);

  private final RedisFixture broker = new RedisFixture();
  private final String prefix = "overload";
  private TestNode node;
  private Bystanders bystanders;

  @BeforeEach
  void open() {
    broker.start(Ports.free());
    String patient = broker.uri() + "?command_timeout=30s"; // other tests may keep the machine busy
    node =
        new TestNode(
            "overload",
            new TestNode.Cluster(
                patient,
                prefix,
                Duration.ofSeconds(10),
                "--max-connections",
                "2000",
                "--ping-interval",
                "5000",
                "--ping-timeout",
                "10000"));
    bystanders = new Bystanders(node);
  }

  @AfterEach
  void close() {
    if (bystanders != null) {
      bystanders.close();
    }
    node.close();
    broker.stop();
  }

  @ParameterizedTest
  @EnumSource
  @Timeout(value = LONGEST_MINUTES, unit = TimeUnit.MINUTES)
  void nodeServesOthersAndCountsWhatItSheds(Overload overload) throws Exception {
    long pid = bystanders.report().path("pid").asLong();
    int port = URI.create(node.url()).getPort();
    bystanders.begin();
    String calm = bystanders.summary();
    var target = new Overload.Target(port, broker.uri().toString(), prefix);
    try (Attackers attackers = overload.start(target)) {
      bystanders.begin();
      assertThat(new CountDownLatch(1).await(SECONDS, TimeUnit.SECONDS)).isFalse();
      Awaitility.await("the node to shed something")
          .atMost(LONGEST_WAIT)
          .until(() -> !overload.alwaysSheds() || overload.shed(bystanders.report()) > 0);
      System.out.printf(
          "overload: %s, %d s, %,d attacks; before: %s; now: %s%n",
          overload, SECONDS, attackers.done(), calm, bystanders.summary());
    }
    JsonNode report = awaitCalm();
    bystanders.stop();
    long live = LiveHeap.of(pid).total();
    long most = mostKib(pid);
    System.out.printf(
        "overload: %s: shed and counted %,d; at most %,d KiB of memory; %,d bytes alive at the end%n",
        overload, overload.shed(report), most, live);
    assertThat(most).isLessThan(MOST_KIB);
    assertThat(live).isLessThan(MOST_LIVE);
    assertThat(node.logLines("OutOf")).isEmpty();
  }

  /** Returns the most memory that a process has used so far. */
  private static long mostKib(long pid) throws IOException {
    String line =
        Files.readAllLines(Path.of("/proc", Long.toString(pid), "status")).stream()
            .filter(field -> field.startsWith("VmHWM:"))
            .findFirst()
            .orElseThrow();
    return Long.parseLong(line.replaceAll("\\D", ""));
  }

  /** Waits until the node has released all clients of the attackers. */
  private JsonNode awaitCalm() {
    return Awaitility.await("the node to release the attackers")
        .atMost(LONGEST_WAIT)
        .until(
            bystanders::report,
            report -> report.path("load").path("sessions").asInt() == Bystanders.COUNT);
  }
}
