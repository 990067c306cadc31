package io.sidecast.conformance;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;

/**
 * Provides the harness of every case of {@link BrokerConformance} and checks after the case that it
 * left no thread and no connection. A case that leaves one fails; the connection is then reset, and
 * the later cases do not count it. Confined to the test thread.
 */
final class ConformanceExtension extends SuiteExtension implements AfterEachCallback {

  /** Prefixes of threads that belong to the JVM, to the kit or to the test runner. */
  private static final Set<String> SHARED =
      Set.of(
          "conformance-",
          "ForkJoinPool",
          "CompletableFutureDelayScheduler",
          "globalEventExecutor",
          "Common-Cleaner",
          "Cleaner-",
          "process reaper",
          "junit-",
          "surefire",
          "testcontainers",
          "ducttape",
          "awaitility",
          "Attach Listener",
          "Keep-Alive-Timer");

  private @Nullable BrokerHarness harness;
  private Set<Thread> threadsBefore = Set.of();
  private int connectionsBefore;

  ConformanceExtension() {
    super(SuiteResults.Kind.ONE_PROCESS);
  }

  @Override
  BrokerFixture fixtureOf(ExtensionContext context) {
    return suite(context).fixture();
  }

  @Override
  boolean isReported(ExtensionContext context) {
    return suite(context).reported();
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    super.beforeEach(context);
    long seed = Long.getLong("conformance.seed", new SplittableRandom().nextLong());
    context.publishReportEntry("seed", Long.toString(seed));
    threadsBefore = Thread.getAllStackTraces().keySet();
    connectionsBefore = faults().connections();
    harness = new BrokerHarness(fixture(), faults(), suite(context).pace(), seed);
  }

  @Override
  public void afterEach(ExtensionContext context) {
    List<String> broken = new ArrayList<>(present(harness).close());
    try {
      Awaitility.await("the threads and connections of this case to end")
          .atMost(suite(context).pace().maxWait())
          .pollInterval(Duration.ofMillis(5))
          .until(() -> leftThreads().isEmpty() && leftConnections() <= 0);
    } catch (ConditionTimeoutException left) {
      broken.add("threads left: " + leftThreads());
      broken.add("connections left: " + leftConnections());
      faults().cut();
    }
    if (!broken.isEmpty()) {
      throw new AssertionError("after the case: " + broken);
    }
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == BrokerHarness.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return present(harness);
  }

  private Set<String> leftThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.isAlive() && !threadsBefore.contains(thread))
        .map(Thread::getName)
        .filter(name -> SHARED.stream().noneMatch(name::startsWith))
        .collect(Collectors.toSet());
  }

  private int leftConnections() {
    return faults().connections() - connectionsBefore;
  }

  private static BrokerConformance suite(ExtensionContext context) {
    return (BrokerConformance) context.getRequiredTestInstance();
  }
}
