package io.sidecast.conformance;

import io.sidecast.broker.Broker;
import io.sidecast.broker.BrokerFeatures;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestWatcher;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * The test thread only. Runs a suite's fixture, gives every case its bench, and checks afterwards
 * that nothing is left.
 */
final class ConformanceExtension
    implements BeforeAllCallback,
        AfterAllCallback,
        BeforeEachCallback,
        AfterEachCallback,
        ParameterResolver,
        ExecutionCondition,
        TestWatcher {

  /** Threads that belong to the JVM, to the kit or to the test runner. */
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

  private @Nullable BrokerFixture fixture;
  private @Nullable Faults faults;
  private @Nullable BrokerFeatures features;
  private @Nullable Bench bench;
  private Set<Thread> before = Set.of();
  private long started;

  @Override
  public void beforeAll(ExtensionContext context) {
    BrokerFixture fixture = suite(context).fixture();
    this.fixture = fixture;
    var proxy = new FaultProxy(fixture::uri);
    fixture.start(proxy.port());
    Optional<Faults> own = fixture.faults();
    own.ifPresent(any -> proxy.close());
    faults = own.orElse(proxy);
    features = declared(suite(context));
  }

  @Override
  public void afterAll(ExtensionContext context) {
    if (faults != null) {
      faults.close();
    }
    if (fixture != null) {
      fixture.stop();
    }
    if (suite(context).reported()) {
      ConformanceReport.print();
    }
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    long seed = Long.getLong("conformance.seed", new SplittableRandom().nextLong());
    context.publishReportEntry("seed", Long.toString(seed));
    before = Thread.getAllStackTraces().keySet();
    started = System.nanoTime();
    bench = new Bench(present(fixture), present(faults), suite(context).pace(), seed);
  }

  @Override
  public void afterEach(ExtensionContext context) {
    List<String> broken = new ArrayList<>(present(bench).close());
    try {
      Awaitility.await()
          .atMost(suite(context).pace().patience())
          .pollInterval(Duration.ofMillis(5))
          .until(() -> leftThreads().isEmpty() && present(faults).connections() == 0);
    } catch (ConditionTimeoutException left) {
      broken.add("threads left: " + leftThreads());
      broken.add("connections left: " + present(faults).connections());
    }
    if (!broken.isEmpty()) {
      throw new AssertionError("after the case: " + broken);
    }
  }

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    return context
        .getTestMethod()
        .flatMap(method -> AnnotationSupport.findAnnotation(method, Requires.class))
        .map(Requires::value)
        .filter(feature -> features != null && !features.has(feature))
        .map(feature -> ConditionEvaluationResult.disabled("requires " + feature))
        .orElseGet(() -> ConditionEvaluationResult.enabled("required of every broker"));
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Bench.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return present(bench);
  }

  @Override
  public void testSuccessful(ExtensionContext context) {
    report(context, "pass, %.1f s".formatted((System.nanoTime() - started) / 1e9));
  }

  @Override
  public void testFailed(ExtensionContext context, @Nullable Throwable cause) {
    report(context, "FAIL");
  }

  @Override
  public void testDisabled(ExtensionContext context, Optional<String> reason) {
    report(context, "skipped: " + reason.orElse(""));
  }

  private void report(ExtensionContext context, String result) {
    if (suite(context).reported()) {
      String name = context.getRequiredTestMethod().getName();
      ConformanceReport.add(name, present(fixture).name(), result);
    }
  }

  /** Opens a broker only to read its features, from the production object. */
  private BrokerFeatures declared(BrokerConformance suite) {
    var probe = new Bench(present(fixture), present(faults), suite.pace(), 0);
    BenchNode node = probe.openDirect();
    Broker broker = node.broker();
    BrokerFeatures declared = broker.features();
    probe.close();
    return declared;
  }

  private Set<String> leftThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.isAlive() && !before.contains(thread))
        .map(Thread::getName)
        .filter(name -> SHARED.stream().noneMatch(name::startsWith))
        .collect(Collectors.toSet());
  }

  private static BrokerConformance suite(ExtensionContext context) {
    return (BrokerConformance) context.getRequiredTestInstance();
  }

  private static <T> T present(@Nullable T value) {
    if (value == null) {
      throw new IllegalStateException("the suite has not started");
    }
    return value;
  }
}
