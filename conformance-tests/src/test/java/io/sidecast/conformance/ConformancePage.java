package io.sidecast.conformance;

import io.sidecast.conformance.SuiteResults.CaseResult;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Writes {@code docs/conformance.md} from the results of all suites of this module, as the last
 * step of the build. An incomplete run leaves the page unchanged.
 */
final class ConformancePage {

  private static final String PREFACE =
      """
      # Conformance

      The results of every broker of this repository, over a real server. The build writes this page: `bin/test` runs all
      cases and replaces it, and a failed case ends the build. [Writing a broker](writing-a-broker.md) explains what the cases
      test, and how to create such a table for another broker.

      ✓: the case passed. A feature: the case was skipped, because the broker does not declare that feature. An empty cell: the
      case belongs to another broker. `memory` is the reference broker, with which the kit itself is tested.

      """;

  private ConformancePage() {}

  /**
   * Writes the page, or prints why it does not.
   *
   * @param args the file of the page
   */
  public static void main(String[] args) throws IOException, URISyntaxException {
    Path page = Path.of(args[0]).normalize();
    List<String> missing = new ArrayList<>();
    List<SuiteResults> results = new ArrayList<>();
    for (String suite : suites()) {
      Path file = SuiteResults.FOLDER.resolve(suite + ".tsv");
      if (Files.exists(file)) {
        results.add(SuiteResults.read(file));
      }
      if (!Files.exists(file) || !SuiteResults.read(file).complete()) {
        missing.add(suite);
      }
    }
    if (missing.isEmpty()) {
      var report = new ConformanceReport(results);
      String tables = report.features() + report.cases(ConformancePage::withoutTime);
      Files.writeString(page, PREFACE + tables.stripTrailing() + "\n");
      System.out.println(page + " has the results of this run");
    } else {
      System.out.println(page + " is left as it is, this run was not complete: " + missing);
    }
  }

  /** Formats a result without its time, so that the page changes only when a result does. */
  private static String withoutTime(CaseResult result) {
    return result.outcome().equals(CaseResult.PASS)
        ? "✓"
        : result.outcome().replaceFirst("^requires (\\w+)$", "`$1`");
  }

  /** Returns the names of the top-level test classes of this module that are reported suites. */
  private static List<String> suites() throws IOException, URISyntaxException {
    Path classes =
        Path.of(ConformancePage.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    try (Stream<Path> files = Files.walk(classes)) {
      return files
          .map(file -> classes.relativize(file).toString())
          .filter(name -> name.matches(".*[^$]+(Test|IT)\\.class"))
          .map(name -> name.replace(".class", "").replace('/', '.').replace('\\', '.'))
          .map(ConformancePage::type)
          .filter(ConformancePage::isReported)
          .map(Class::getSimpleName)
          .sorted()
          .toList();
    }
  }

  private static boolean isReported(Class<?> type) {
    if (Modifier.isAbstract(type.getModifiers())) {
      return false;
    }
    if (ServerConformance.class.isAssignableFrom(type)) {
      return ((ServerConformance) suite(type)).reported();
    }
    return BrokerConformance.class.isAssignableFrom(type)
        && ((BrokerConformance) suite(type)).reported();
  }

  private static Object suite(Class<?> type) {
    try {
      Constructor<?> constructor = type.getDeclaredConstructor();
      constructor.setAccessible(true);
      return constructor.newInstance();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Class<?> type(String name) {
    try {
      return Class.forName(name, false, ConformancePage.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }
}
