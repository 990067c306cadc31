package io.sidecast.conformance.repository;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import io.sidecast.SocketIoServerBuilder;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Checks that the pages for users name each setting, and an existing test for each guarantee.
 * Confined to the test thread.
 */
class PagesTest {

  private static final Path DOCS = Path.of("../docs");
  private static final Pattern SECTION =
      Pattern.compile("^## ([^\\n]+)\\n(.*?)(?=^## |\\z)", Pattern.MULTILINE | Pattern.DOTALL);

  private static final Pattern JAVA = Pattern.compile("^```java\\n(.*?)^```", SECTION.flags());

  /** The sections of a page by their headings. */
  private static Map<String, String> sections(String page) throws IOException {
    return SECTION
        .matcher(Files.readString(DOCS.resolve(page)))
        .results()
        .collect(toMap(found -> found.group(1), found -> found.group(2)));
  }

  @Test
  void everyGuaranteeNamesATest() throws IOException {
    assertThat(sections("reliability.md"))
        .hasSizeGreaterThan(10)
        .allSatisfy((heading, text) -> assertThat(ComplianceTableTest.testsIn(text)).isNotEmpty());
  }

  @TestFactory
  Stream<DynamicTest> everyTestOfAGuaranteeExists() throws IOException {
    return ComplianceTableTest.existing(Files.readString(DOCS.resolve("reliability.md")));
  }

  /** Java code of these pages is a part of an example, which the build compiles. */
  @TestFactory
  Stream<DynamicTest> javaOfAPageIsCompiled() throws IOException {
    return Stream.of(
            compiled("writing-a-broker.md", "../examples/hub-broker/src"),
            compiled(
                "from-netty-socketio.md",
                "../examples/spring-boot/src/main/java/io/sidecast/examples/migration"),
            compiled("from-nodejs.md", "../examples/src/main/java/io/sidecast/examples/migration"))
        .flatMap(List::stream);
  }

  private static List<DynamicTest> compiled(String page, String sources) throws IOException {
    List<String> compiled = new ArrayList<>();
    try (Stream<Path> files = Files.walk(Path.of(sources))) {
      for (Path file : files.filter(each -> each.toString().endsWith(".java")).toList()) {
        compiled.add(code(Files.readString(file)));
      }
    }
    List<String> blocks =
        JAVA.matcher(Files.readString(DOCS.resolve(page)))
            .results()
            .map(found -> found.group(1))
            .toList();
    assertThat(blocks).isNotEmpty();
    return blocks.stream()
        .map(
            block ->
                DynamicTest.dynamicTest(
                    page + ": " + block.lines().findFirst().orElse(""),
                    () -> assertThat(compiled).anyMatch(source -> source.contains(code(block)))))
        .toList();
  }

  /** Returns the lines of code without indentation, comments at their end, and empty lines. */
  private static String code(String java) {
    return java.lines()
        .map(line -> line.replaceFirst(" +//.*", "").strip())
        .filter(line -> !line.isEmpty())
        .collect(joining("\n"));
  }

  @Test
  void everySettingOfTheBuilderHasARow() throws IOException {
    String table = sections("deployment.md").get("All settings");
    var settings = new TreeSet<String>();
    for (Method method : SocketIoServerBuilder.class.getMethods()) {
      if (method.getDeclaringClass() != Object.class && !method.getName().equals("build")) {
        settings.add(method.getName());
      }
    }
    assertThat(settings).hasSizeGreaterThan(40);
    List<String> missing =
        settings.stream().filter(name -> !table.contains("`" + name + "`")).toList();
    assertThat(missing).isEmpty();
  }
}
