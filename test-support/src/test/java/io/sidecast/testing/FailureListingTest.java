package io.sidecast.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * Tests the blocks that a {@link FailureListing} writes for the cases of sample classes. Confined
 * to the test thread.
 */
class FailureListingTest {

  private static final AtomicReference<String> WHILE_RUNNING = new AtomicReference<>("");
  private static final AtomicReference<Path> FOLDER = new AtomicReference<>(Path.of(""));

  @TempDir private Path folder;

  @Test
  void aFailedCaseHasABlock() throws IOException {
    run(Plain.class);
    assertThat(listing(".failed"))
        .startsWith(Plain.class.getName() + ".fails (test-support-java")
        .contains("    java.lang.AssertionError: 3 of 4 arrived\n    the last was 'b'\n")
        .contains("    Caused by: java.io.IOException: reset\n")
        .containsPattern("    at .*FailureListingTest\\$Plain\\.fails\\(.*:\\d+\\)\n")
        .doesNotContain("passes");
  }

  @Test
  void anInvocationWithParametersIsNamed() throws IOException {
    run(Invocations.class);
    assertThat(listing(".failed"))
        .contains(Invocations.class.getName() + ".isSmall [2] ")
        .doesNotContain("[1]");
  }

  @Test
  void aFailedSetUpIsListedUnderItsClass() throws IOException {
    run(BrokenSetUp.class);
    assertThat(listing(".failed")).startsWith(BrokenSetUp.class.getName() + " (").contains("no");
  }

  @Test
  void longMessagesAreCut() throws IOException {
    run(Verbose.class);
    assertThat(listing(".failed").lines())
        .hasSizeLessThan(20)
        .allMatch(line -> line.length() < 400);
  }

  @Test
  void theRunningCaseIsListedUntilItEnds() throws IOException {
    FOLDER.set(folder);
    run(Observer.class);
    assertThat(WHILE_RUNNING.get())
        .startsWith(Observer.class.getName() + ".reads (test-support-java")
        .contains("    The test JVM ended before this did.\n");
    assertThat(files()).isEmpty();
  }

  @Test
  void withoutAFolderNothingIsWritten() throws IOException {
    launch(new FailureListing(null), Plain.class);
    assertThat(files()).isEmpty();
  }

  private void run(Class<?> samples) {
    launch(new FailureListing(folder.toString()), samples);
  }

  private static void launch(FailureListing listing, Class<?> samples) {
    var onlyThisListener =
        LauncherConfig.builder()
            .enableTestExecutionListenerAutoRegistration(false)
            .addTestExecutionListeners(listing)
            .build();
    LauncherFactory.create(onlyThisListener)
        .execute(LauncherDiscoveryRequestBuilder.request().selectors(selectClass(samples)).build());
  }

  private List<Path> files() throws IOException {
    return files(folder);
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }

  private String listing(String ending) throws IOException {
    return listing(folder, ending);
  }

  private static String listing(Path folder, String ending) throws IOException {
    assertThat(files(folder)).hasSize(1).allMatch(file -> file.toString().endsWith(ending));
    return Files.readString(files(folder).get(0));
  }

  static class Plain {
    @Test
    void fails() {
      throw new AssertionError("3 of 4 arrived\n\n  the last was 'b'", new IOException("reset"));
    }

    @Test
    void passes() {}
  }

  static class Invocations {
    @ParameterizedTest
    @ValueSource(ints = {1, 20})
    void isSmall(int number) {
      assertThat(number).isLessThan(10);
    }
  }

  static class BrokenSetUp {
    @BeforeAll
    static void setUp() {
      assertThat("no broker").isEmpty();
    }

    @Test
    void isNotReached() {}
  }

  static class Verbose {
    @Test
    void fails() {
      throw new AssertionError(("x".repeat(1000) + "\n").repeat(100));
    }
  }

  static class Observer {
    @Test
    void reads() throws IOException {
      WHILE_RUNNING.set(listing(FOLDER.get(), ".running"));
    }
  }
}
