package io.sidecast.spring.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Tests that {@code docs/settings.md} is current and complete. Confined to the test thread. */
class SettingsPageTest {

  private static final Pattern VARIABLE = Pattern.compile("\"(SIDECAST_[A-Z_]*[A-Z])\"");

  @Test
  void pageIsCurrent() throws IOException {
    assertThat(SettingsPage.DOCS.resolve("settings.md"))
        .as("./mvnw -pl spring-boot -am process-test-classes -Dsettings.skip=false writes it")
        .hasContent(SettingsPage.text());
  }

  /** Programs that compare the brokers have variables of their own. */
  @Test
  void everyVariableOfTheCodeIsOnThePage() throws IOException {
    String page = SettingsPage.text();
    List<String> variables = new ArrayList<>();
    try (Stream<Path> files = Files.walk(Path.of(".."))) {
      for (Path file : files.filter(SettingsPageTest::isSource).toList()) {
        VARIABLE
            .matcher(Files.readString(file))
            .results()
            .forEach(it -> variables.add(it.group(1)));
      }
    }
    assertThat(variables)
        .hasSizeGreaterThan(2)
        .allSatisfy(variable -> assertThat(page).contains("`" + variable + "`"));
  }

  private static boolean isSource(Path file) {
    String path = file.toString().replace('\\', '/');
    return path.endsWith(".java")
        && path.contains("/src/main/")
        && !path.startsWith("../benchmarks/");
  }
}
