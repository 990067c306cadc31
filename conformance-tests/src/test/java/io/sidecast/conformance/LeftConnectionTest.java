package io.sidecast.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.sidecast.broker.BrokerConfig;
import io.sidecast.broker.BrokerListener;
import io.sidecast.broker.BrokerOpening;
import io.sidecast.broker.BrokerProvider;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineTestKit;

/**
 * Tests the test kit: a connection that one case leaves fails that case and no later one. Confined
 * to the test thread.
 */
@Tag("slow")
class LeftConnectionTest {

  private static final ScheduledExecutorService THREAD =
      Executors.newSingleThreadScheduledExecutor();

  @AfterAll
  static void stop() {
    THREAD.shutdown();
  }

  /** The suite over a broker that leaves one connection; run by the test kit only. */
  static class Suite extends BrokerConformance {
    @Override
    protected BrokerFixture fixture() {
      var bus = new MemoryBus();
      return new MemoryFixture(bus, good -> new LeavesOneConnection(good, bus));
    }

    @Override
    protected BrokerHarness.Pace pace() {
      return new BrokerHarness.Pace(Duration.ofMillis(300), Duration.ofSeconds(2));
    }

    @Override
    protected boolean reported() {
      return false;
    }
  }

  @Test
  void leftConnectionFailsOneCase() {
    List<String> failures =
        EngineTestKit.engine("junit-jupiter")
            .selectors(selectClass(Suite.class))
            .execute()
            .testEvents()
            .finished()
            .map(event -> event.getRequiredPayload(TestExecutionResult.class))
            .flatMap(result -> result.getThrowable().stream())
            .map(String::valueOf)
            .toList();
    assertThat(failures).singleElement().asString().contains("connections left: 1");
  }

  /** A provider of correct brokers, which once opens a connection that nothing closes. */
  private record LeavesOneConnection(BrokerProvider good, MemoryBus bus, AtomicBoolean left)
      implements BrokerProvider {

    LeavesOneConnection(BrokerProvider good, MemoryBus bus) {
      this(good, bus, new AtomicBoolean());
    }

    @Override
    public Set<String> schemes() {
      return good.schemes();
    }

    @Override
    public URI defaultUri() {
      return good.defaultUri();
    }

    @Override
    public BrokerOpening open(BrokerConfig config, BrokerListener listener) {
      URI faulty = bus.entrance(config.uri());
      if (config.uri().equals(faulty) && left.compareAndSet(false, true)) {
        bus.connect(bus.new Line(faulty, THREAD, (channel, message) -> {}, () -> {}), () -> {});
      }
      return good.open(config, listener);
    }
  }
}
