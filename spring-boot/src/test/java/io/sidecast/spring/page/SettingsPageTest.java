package io.sidecast.spring.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
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
    for (Path file : sources()) {
      VARIABLE.matcher(Files.readString(file)).results().forEach(it -> variables.add(it.group(1)));
    }
    assertThat(variables)
        .hasSizeGreaterThan(2)
        .allSatisfy(variable -> assertThat(page).contains("`" + variable + "`"));
  }

  /** The sources of all modules. A build beside this test changes other folders meanwhile. */
  private static List<Path> sources() throws IOException {
    List<Path> sources = new ArrayList<>();
    var skipped = Set.of("target", "node_modules", ".git", ".vitepress", "test", "benchmarks");
    Files.walkFileTree(
        Path.of(".."),
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            boolean isSkipped = skipped.contains(folder.getFileName().toString());
            return isSkipped ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (file.toString().endsWith(".java")) {
              sources.add(file);
            }
            return FileVisitResult.CONTINUE;
          }
        });
    return sources;
  }
}
