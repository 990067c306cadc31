package io.sidecast.conformance;

import io.sidecast.broker.Broker;
import io.sidecast.broker.BrokerConfig;
import io.sidecast.broker.BrokerFeature;
import io.sidecast.broker.BrokerFeatures;
import io.sidecast.conformance.SuiteResults.CaseResult;
import io.sidecast.conformance.SuiteResults.Declared;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestWatcher;
import org.junit.platform.commons.annotation.Testable;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.HierarchyTraversalMode;

/**
 * The steps that both suites run around their cases: start the fixture behind a network with
 * faults, skip cases of features that the broker does not declare, and report. Confined to the test
 * thread.
 */
abstract class SuiteExtension
    implements BeforeAllCallback,
        AfterAllCallback,
        BeforeEachCallback,
        ParameterResolver,
        ExecutionCondition,
        TestWatcher {

  private static final Duration MAX_WAIT = Duration.ofSeconds(20);

  private final SuiteResults.Kind kind;
  private final List<CaseResult> results = new ArrayList<>();
  private @Nullable BrokerFixture fixture;
  private @Nullable Faults faults;
  private @Nullable Declared declared;
  private long started;

  SuiteExtension(SuiteResults.Kind kind) {
    this.kind = kind;
  }

  /** Returns the fixture of a suite that starts. */
  abstract BrokerFixture fixtureOf(ExtensionContext context);

  /** Returns whether the results of a suite are kept. */
  abstract boolean isReported(ExtensionContext context);

  final BrokerFixture fixture() {
    return present(fixture);
  }

  final Faults faults() {
    return present(faults);
  }

  /** Returns what the broker under test declares. */
  final BrokerFeatures features() {
    return present(declared).features();
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    BrokerFixture fixture = fixtureOf(context);
    this.fixture = fixture;
    var proxy = new FaultProxy(fixture::proxyTarget);
    fixture.start(proxy.port());
    Optional<Faults> own = fixture.faults();
    own.ifPresent(any -> proxy.close());
    faults = own.orElse(proxy);
    declared = declared(fixture);
  }

  @Override
  public void afterAll(ExtensionContext context) {
    if (faults != null) {
      faults.close();
    }
    if (fixture != null) {
      fixture.stop();
    }
    if (isReported(context) && declared != null) {
      Class<?> suite = context.getRequiredTestClass();
      new SuiteResults(fixture().name(), kind, declared, results, isComplete(suite))
          .write(suite.getSimpleName());
      ConformanceReport.publish();
    }
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    started = System.nanoTime();
  }

  /**
   * Skips a case that the broker does not support. The build accepts a skipped test with exactly
   * this message.
   */
  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    return context
        .getTestMethod()
        .flatMap(this::missing)
        .map(missing -> ConditionEvaluationResult.disabled("requires " + missing))
        .orElseGet(() -> ConditionEvaluationResult.enabled("required of this broker"));
  }

  @Override
  public void testSuccessful(ExtensionContext context) {
    add(context, CaseResult.PASS);
  }

  @Override
  public void testFailed(ExtensionContext context, @Nullable Throwable cause) {
    add(context, CaseResult.FAIL);
  }

  @Override
  public void testAborted(ExtensionContext context, @Nullable Throwable cause) {
    add(context, CaseResult.FAIL);
  }

  @Override
  public void testDisabled(ExtensionContext context, Optional<String> reason) {
    add(context, reason.orElse("skipped"));
  }

  static <T> T present(@Nullable T value) {
    if (value == null) {
      throw new IllegalStateException("the suite has not started");
    }
    return value;
  }

  /** Returns the name of the feature that a case requires and this broker does not have. */
  private Optional<String> missing(Method method) {
    if (AnnotationSupport.isAnnotated(method, RequiresReplayLog.class)
        && declared != null
        && !declared.replayLog()) {
      return Optional.of(RequiresReplayLog.NAME);
    }
    if (AnnotationSupport.isAnnotated(method, RequiresLogin.class)
        && fixture().withLogin(fixture().uri(), "user:password").isEmpty()) {
      return Optional.of(RequiresLogin.NAME);
    }
    return AnnotationSupport.findAnnotation(method, Requires.class)
        .map(Requires::value)
        .filter(feature -> declared != null && !declared.features().has(feature))
        .map(BrokerFeature::name);
  }

  private void add(ExtensionContext context, String outcome) {
    Method method = context.getRequiredTestMethod();
    double seconds = outcome.equals(CaseResult.PASS) ? (System.nanoTime() - started) / 1e9 : 0;
    results.add(
        new CaseResult(group(method.getDeclaringClass()), method.getName(), outcome, seconds));
  }

  /**
   * Returns the group of a case. The cases of the kit are in interfaces; others are the broker's
   * own.
   */
  private String group(Class<?> declaring) {
    return declaring.isInterface() ? declaring.getSimpleName() : fixture().name() + " only";
  }

  private boolean isComplete(Class<?> suite) {
    Set<String> found = results.stream().map(CaseResult::name).collect(Collectors.toSet());
    return AnnotationSupport.findAnnotatedMethods(
            suite, Testable.class, HierarchyTraversalMode.TOP_DOWN)
        .stream()
        .allMatch(method -> found.contains(method.getName()));
  }

  /**
   * Opens a broker only to read what it declares, from the production object. The first connection
   * is slow on both sides, and no case measures it, so its timeout is long.
   */
  private static Declared declared(BrokerFixture fixture) {
    var config = new BrokerConfig(fixture.uri(), "features", MAX_WAIT, fixture.properties());
    Broker broker =
        HarnessNode.done(
            fixture.provider().open(config, new RecordingListener()).broker(), MAX_WAIT);
    Declared declared = Declared.of(broker);
    HarnessNode.done(broker.close(), MAX_WAIT);
    return declared;
  }
}
