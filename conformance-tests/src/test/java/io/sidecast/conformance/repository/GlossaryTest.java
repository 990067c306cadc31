package io.sidecast.conformance.repository;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Compares {@code docs/glossary.md} with the public types and the packages of the libraries.
 * Confined to the test thread.
 */
class GlossaryTest {

  private static final Pattern WORD = Pattern.compile("`([\\w.]+)`");
  private static final List<JavaClass> PUBLIC_TYPES =
      new ClassFileImporter()
          .importLocations(new ModuleClasses().get(GlossaryTest.class)).stream()
              .filter(ModuleClasses.IN_A_LIBRARY.or(ModuleClasses.IN_THE_KIT))
              .filter(type -> type.isTopLevelClass() && isPublic(type))
              .toList();

  private static boolean isPublic(JavaClass type) {
    return type.getModifiers().contains(JavaModifier.PUBLIC);
  }

  private static Set<String> words() throws IOException {
    return WORD.matcher(Files.readString(Path.of("../docs/glossary.md")))
        .results()
        .map(found -> found.group(1))
        .collect(Collectors.toSet());
  }

  private static Stream<String> rows() throws IOException {
    return Files.readAllLines(Path.of("../docs/glossary.md")).stream()
        .filter(line -> line.startsWith("| `"))
        .map(line -> line.split("\\|", -1)[1])
        .flatMap(cell -> WORD.matcher(cell).results().map(MatchResult::group))
        .map(word -> word.substring(1, word.length() - 1));
  }

  @Test
  void everyPublicTypeHasItsLine() throws IOException {
    assertThat(PUBLIC_TYPES).hasSizeGreaterThan(100);
    assertThat(words()).containsAll(PUBLIC_TYPES.stream().map(JavaClass::getSimpleName).toList());
  }

  @Test
  void everyPackageHasItsLine() throws IOException {
    assertThat(words()).containsAll(PUBLIC_TYPES.stream().map(JavaClass::getPackageName).toList());
  }

  @Test
  void everyLineIsOfSomethingThatExists() throws IOException {
    var known = new TreeSet<String>();
    PUBLIC_TYPES.forEach(
        type -> known.addAll(List.of(type.getSimpleName(), type.getPackageName())));
    assertThat(rows().filter(word -> !known.contains(word))).isEmpty();
  }
}
