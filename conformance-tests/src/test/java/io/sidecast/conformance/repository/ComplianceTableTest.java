package io.sidecast.conformance.repository;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Checks that every Sidecast cell of {@code docs/compliance.md} names an existing test. Confined to
 * the test thread.
 */
class ComplianceTableTest {

  private static final Path PROJECT = Path.of("..");
  private static final Pattern TEST = Pattern.compile("`(\\w+)#(\\w+)`");
  private static final List<Path> SOURCES = sources();

  private static List<String> rows() throws IOException {
    return Files.readAllLines(PROJECT.resolve("docs/compliance.md")).stream()
        .filter(line -> line.startsWith("| ") && !line.startsWith("| **"))
        .filter(line -> !line.startsWith("| feature |"))
        .toList();
  }

  @Test
  void everyRowNamesATest() throws IOException {
    assertThat(rows()).hasSizeGreaterThan(50).allMatch(row -> TEST.matcher(row).find());
  }

  @TestFactory
  Stream<DynamicTest> everyTestExists() throws IOException {
    return existing(String.join("\n", rows()));
  }

  /** The tests that a text names, as {@code Class#method}. */
  static List<String> testsIn(String text) {
    return TEST.matcher(text)
        .results()
        .map(found -> found.group(1) + "#" + found.group(2))
        .distinct()
        .toList();
  }

  /** Returns one test for each test that a text names. It checks that the named test exists. */
  static Stream<DynamicTest> existing(String text) {
    return testsIn(text).stream()
        .map(name -> DynamicTest.dynamicTest(name, () -> assertExists(name)));
  }

  private static void assertExists(String name) {
    Matcher parts = TEST.matcher("`" + name + "`");
    assertThat(parts.matches()).isTrue();
    Pattern method = Pattern.compile("void " + parts.group(2) + "\\(");
    assertThat(
            SOURCES.stream()
                .filter(file -> file.endsWith(parts.group(1) + ".java"))
                .filter(file -> method.matcher(read(file)).find()))
        .as("a test method " + name)
        .isNotEmpty();
  }

  private static List<Path> sources() {
    try (Stream<Path> files = Files.walk(PROJECT, 20)) {
      return files.filter(file -> file.toString().endsWith(".java")).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
