package io.sidecast.conformance.repository;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import io.sidecast.SocketIoServerBuilder;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
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
