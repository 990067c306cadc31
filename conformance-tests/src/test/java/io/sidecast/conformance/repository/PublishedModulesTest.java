package io.sidecast.conformance.repository;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathExpressionException;
import javax.xml.xpath.XPathFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;

/**
 * Checks the POMs of the modules that are published on Maven Central, and that all lists of these
 * modules agree. Confined to the test thread.
 */
class PublishedModulesTest {

  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  /** The elements of the POM that a module inherits from its parent. */
  private static final List<String> INHERITED =
      List.of(
          "url",
          "licenses/license/name",
          "licenses/license/url",
          "developers/developer/name",
          "scm/connection",
          "scm/developerConnection",
          "scm/url");

  private static final Map<String, Pom> MODULES = new TreeMap<>();

  /** A POM, its folder, and the POM of its parent, which is null for the parent and the BOM. */
  private record Pom(Path folder, Document xml, @Nullable Pom parent) {

    /** Returns the text of an element of this POM; empty without it. */
    String own(String path) {
      List<String> found = all("/project/" + path);
      return found.isEmpty() ? "" : found.get(0);
    }

    /** Returns the text of an element of this POM or of the nearest parent that has it. */
    String inherited(String path) {
      String own = own(path);
      return own.isEmpty() && parent != null ? parent.inherited(path) : own;
    }

    List<String> all(String path) {
      try {
        var nodes =
            (NodeList)
                XPathFactory.newInstance().newXPath().evaluate(path, xml, XPathConstants.NODESET);
        return IntStream.range(0, nodes.getLength())
            .mapToObj(i -> nodes.item(i).getTextContent().strip())
            .toList();
      } catch (XPathExpressionException e) {
        throw new IllegalArgumentException(path, e);
      }
    }

    String name() {
      return own("artifactId");
    }

    boolean isPublished() {
      return !inherited("properties/maven.deploy.skip").equals("true");
    }

    boolean isJar() {
      return !own("packaging").equals("pom");
    }
  }

  @BeforeAll
  static void readPoms() throws Exception {
    add(ROOT);
  }

  private static void add(Path folder) throws Exception {
    Document xml =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(folder.resolve("pom.xml").toFile());
    var alone = new Pom(folder, xml, null);
    String parent = alone.own("parent/artifactId");
    var module = new Pom(folder, xml, parent.isEmpty() ? null : MODULES.get(parent));
    MODULES.put(module.name(), module);
    for (String child : module.all("//modules/module")) {
      add(folder.resolve(child).normalize());
    }
  }

  private static List<Pom> published() {
    return MODULES.values().stream().filter(Pom::isPublished).toList();
  }

  private static List<String> names(Stream<Pom> modules) {
    return modules.map(Pom::name).toList();
  }

  private static String text(String file) throws IOException {
    return Files.readString(ROOT.resolve(file));
  }

  @Test
  void everyPublishedPomHasWhatCentralRequires() {
    List<String> missing = new ArrayList<>();
    for (Pom module : published()) {
      for (String path : List.of("name", "description")) {
        if (module.own(path).isEmpty()) {
          missing.add(module.name() + ": " + path);
        }
      }
      for (String path : INHERITED) {
        if (module.inherited(path).isEmpty()) {
          missing.add(module.name() + ": " + path);
        }
      }
    }
    assertThat(published()).hasSizeGreaterThan(10);
    assertThat(missing).isEmpty();
  }

  @Test
  void whatIsNotPublishedIsNotSigned() {
    assertThat(MODULES.values())
        .allSatisfy(
            module ->
                assertThat(module.inherited("properties/gpg.skip"))
                    .as("%s: gpg.skip", module.name())
                    .isEqualTo(module.isPublished() ? "" : "true"));
  }

  @Test
  void theBomNamesThePublishedModules() {
    Pom bom = MODULES.get("sidecast-bom");
    assertThat(bom.all("/project/dependencyManagement/dependencies/dependency/artifactId"))
        .containsExactlyInAnyOrderElementsOf(names(published().stream().filter(Pom::isJar)));
  }

  /** A dependency that is not published could not be resolved by users. */
  @Test
  void publishedModulesDependOnPublishedModules() {
    String own =
        "/project/dependencies/dependency[groupId='io.sidecast'][not(scope='test' or scope='provided')]/artifactId";
    for (Pom module : published()) {
      assertThat(names(published().stream()))
          .as("dependencies of %s", module.name())
          .containsAll(module.all(own));
    }
  }

  @Test
  void theUploadExcludesTheOtherModules() {
    assertThat(MODULES.get("sidecast-parent").all("//excludeArtifact"))
        .containsExactlyInAnyOrderElementsOf(
            names(MODULES.values().stream().filter(module -> !module.isPublished())));
  }

  @Test
  void thePageListsThePublishedModules() throws IOException {
    String page = text("docs/releases.md");
    String table = page.substring(page.indexOf("| published on"), page.indexOf("## Support"));
    List<String> rows = table.lines().filter(line -> line.startsWith("| `")).toList();
    Stream<String> listed =
        rows.stream().flatMap(row -> words("`([^`]+)`", row.substring(0, row.indexOf("|", 1))));
    assertThat(listed).containsExactlyInAnyOrderElementsOf(names(published().stream()));
  }

  @Test
  void reproduceComparesThePublishedModules() throws IOException {
    String folders = words("\npublished='([^']+)'", text("bin/reproduce")).findFirst().orElse("");
    assertThat(folders.split(" ", -1))
        .containsExactlyInAnyOrderElementsOf(
            published().stream()
                .filter(Pom::isJar)
                .map(module -> ROOT.relativize(module.folder()).toString())
                .toList());
  }

  private static Stream<String> words(String pattern, String text) {
    return Pattern.compile(pattern)
        .matcher(text)
        .results()
        .map((MatchResult match) -> match.group(1));
  }
}
