package io.sidecast.conformance.flaws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectIteration;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import io.sidecast.conformance.BrokerFixture;
import io.sidecast.conformance.ServerConformance;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.platform.commons.annotation.Testable;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;

/**
 * Tests the kit: every case with servers fails over a broker with a certain flaw. Over each flaw
 * only the cases that must find it are run. Confined to the test thread.
 *
 * <p>System property: {@code flaws}, {@code all} or names separated by commas (four at random).
 */
@Timeout(180)
class BrokenServersIT {

  /**
   * The index of the argument to run for a case with several arguments: the one with most nodes,
   * and a single transport for clients.
   */
  private static final int SECOND_ARGUMENT = 1;

  private static final int SOME = 4;

  /** The methods that start servers and clients and wait for the full membership. */
  private static final Set<String> START =
      Set.of(
          "started",
          "nodes",
          "cluster",
          "clusterWithFaultyNode",
          "clusterWithClones",
          "clusterWithoutKeyOfTheLast");

  private static ServerFlaw current = ServerFlaw.NONE;

  /** The suite over a flawed broker, run by the test engine only. */
  @Timeout(60)
  static class Suite extends ServerConformance {
    @Override
    protected BrokerFixture fixture() {
      return new FlawedFixture(current);
    }

    @Override
    protected boolean reported() {
      return false;
    }

    @Override
    protected Duration maxWait() {
      return current.maxWait();
    }
  }

  /** The flaws of this run: the requested ones, or some that are chosen at random. */
  static List<ServerFlaw> flaws() {
    String names = System.getProperty("flaws", "");
    List<ServerFlaw> all = new ArrayList<>(List.of(ServerFlaw.values()));
    all.remove(ServerFlaw.NONE);
    if (names.isEmpty()) {
      Collections.shuffle(all);
      return all.subList(0, SOME);
    }
    return names.equals("all")
        ? all
        : Arrays.stream(names.split(",", -1)).map(ServerFlaw::valueOf).toList();
  }

  @ParameterizedTest
  @MethodSource("flaws")
  void everyFlawIsFound(ServerFlaw flaw) {
    run(flaw)
        .forEach(
            (name, failure) ->
                assertThat(failure)
                    .as("failure of %s", name)
                    .hasValueSatisfying(
                        found ->
                            assertThat(found)
                                .matches(it -> isOfTheCase(it, name), "fails in the case itself")));
  }

  /** Shows that the flaw makes the cases fail, and not the way in which this test runs them. */
  @Test
  void whereIsNoFlawNoneIsFound() {
    assertThat(run(ServerFlaw.NONE).values()).allMatch(Optional::isEmpty);
  }

  @Test
  void everyCaseFindsAFlaw() {
    Set<String> cases = cases().map(Method::getName).collect(Collectors.toSet());
    assertThat(
            Arrays.stream(ServerFlaw.values())
                .filter(flaw -> flaw != ServerFlaw.NONE)
                .flatMap(flaw -> flaw.cases().stream()))
        .containsAll(cases)
        .isSubsetOf(cases);
  }

  /** Runs the cases of a flaw and returns the failure of each. */
  private static Map<String, Optional<Throwable>> run(ServerFlaw flaw) {
    current = flaw;
    long start = System.nanoTime();
    Set<ProcessHandle> before = processes();
    Map<String, Optional<Throwable>> results = run(flaw.cases());
    System.out.printf("%s after %.1f s:%n", flaw, (System.nanoTime() - start) / 1e9);
    results.forEach((name, failure) -> System.out.println("  " + name + ": " + line(failure)));
    assertThat(before).as("processes before and after").containsAll(processes());
    return results;
  }

  /** Returns the failure of each of these cases over the current flaw. */
  private static Map<String, Optional<Throwable>> run(Set<String> names) {
    List<DiscoverySelector> selected =
        cases()
            .filter(method -> names.contains(method.getName()))
            .map(BrokenServersIT::selector)
            .toList();
    List<Event> finished =
        EngineTestKit.engine("junit-jupiter")
            .selectors(selected.toArray(DiscoverySelector[]::new))
            .execute()
            .testEvents()
            .finished()
            .list();
    Map<String, Optional<Throwable>> results = new TreeMap<>();
    finished.forEach(event -> results.put(caseOf(event), failure(event)));
    assertThat(results).containsOnlyKeys(names);
    return results;
  }

  private static DiscoverySelector selector(Method method) {
    var selector = selectMethod(Suite.class, method);
    return method.isAnnotationPresent(ParameterizedTest.class)
        ? selectIteration(selector, SECOND_ARGUMENT)
        : selector;
  }

  private static Stream<Method> cases() {
    return Stream.of(ServerConformance.class.getInterfaces())
        .flatMap(group -> Arrays.stream(group.getDeclaredMethods()))
        .filter(method -> AnnotationSupport.isAnnotated(method, Testable.class));
  }

  /**
   * Returns whether a failure comes from the case's own assertions, and not from servers that did
   * not start.
   */
  private static boolean isOfTheCase(Throwable failure, String name) {
    List<StackTraceElement> calls =
        Arrays.stream(failure.getStackTrace())
            .filter(call -> call.getClassName().startsWith("io.sidecast.conformance."))
            .toList();
    return (failure instanceof AssertionError || failure instanceof ConditionTimeoutException)
        && calls.stream().anyMatch(call -> call.getMethodName().equals(name))
        && calls.stream().noneMatch(call -> START.contains(call.getMethodName()));
  }

  private static Set<ProcessHandle> processes() {
    return ProcessHandle.current().children().collect(Collectors.toSet());
  }

  private static String caseOf(Event event) {
    return event
        .getTestDescriptor()
        .getSource()
        .map(
            source ->
                ((org.junit.platform.engine.support.descriptor.MethodSource) source)
                    .getMethodName())
        .orElseThrow();
  }

  private static Optional<Throwable> failure(Event event) {
    return event.getRequiredPayload(TestExecutionResult.class).getThrowable();
  }

  private static String line(Optional<Throwable> failure) {
    return failure
        .map(found -> found.toString().replaceAll("\\s+", " "))
        .map(text -> text.substring(0, Math.min(text.length(), 160)))
        .orElse("nothing");
  }
}
