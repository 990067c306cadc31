package io.sidecast.conformance.repository;

import static com.tngtech.archunit.base.DescribedPredicate.describe;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.LocationProvider;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The compiled classes of the modules of this repository, with the module of each class. */
final class ModuleClasses implements LocationProvider {

  private static final Pattern PLACE =
      Pattern.compile(".*/(?<module>[^/]+)/target/(?<kind>classes|test-classes)/.*");

  /** Classes that are not tests. */
  static final DescribedPredicate<JavaClass> IN_MAIN_CODE =
      describe("are not tests", type -> place(type, "kind").equals("classes"));

  /** Classes that run inside a user's program. */
  static final DescribedPredicate<JavaClass> IN_A_LIBRARY =
      describe(
              "are in a library",
              (JavaClass type) -> place(type, "module").matches("socketio-core|broker-.+"))
          .and(IN_MAIN_CODE);

  /** Classes of the conformance kit. */
  static final DescribedPredicate<JavaClass> IN_THE_KIT =
      describe("are in the kit", (JavaClass type) -> isOfTheKit(type)).and(IN_MAIN_CODE);

  /** Classes of modules that implement the SPI. */
  static final DescribedPredicate<JavaClass> IN_A_BROKER =
      describe(
              "are in a broker module",
              (JavaClass type) -> place(type, "module").matches("broker-(?!spi$).+"))
          .and(IN_MAIN_CODE);

  /**
   * The packages of main code and of the tests of the kit. Tests of other modules may use their
   * package from any side.
   */
  static final SliceAssignment PACKAGES =
      new SliceAssignment() {
        @Override
        public SliceIdentifier getIdentifierOf(JavaClass type) {
          return isOurs(type) && (IN_MAIN_CODE.test(type) || isOfTheKit(type))
              ? SliceIdentifier.of(type.getPackageName())
              : SliceIdentifier.ignore();
        }

        @Override
        public String getDescription() {
          return "the packages of main code and of the tests of the kit";
        }
      };

  /**
   * Returns the output folders of all modules built so far. Maven builds this module after every
   * module that it certifies.
   */
  @Override
  public Set<Location> get(Class<?> testClass) {
    try (Stream<Path> modules = Files.list(Path.of("").toAbsolutePath().getParent())) {
      return modules
          .flatMap(
              module -> Stream.of("classes", "test-classes").map(module.resolve("target")::resolve))
          .filter(Files::isDirectory)
          .map(Location::of)
          .collect(Collectors.toSet());
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  static ArchCondition<JavaClass> dependOnlyOn(String otherModule) {
    return new ArchCondition<>("see, of ours, only " + otherModule) {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        Set<String> allowed = Set.of(place(type, "module"), otherModule);
        type.getDirectDependenciesFromSelf().stream()
            .filter(dependency -> isOurs(dependency.getTargetClass()))
            .filter(dependency -> !allowed.contains(place(dependency.getTargetClass(), "module")))
            .map(dependency -> SimpleConditionEvent.violated(type, dependency.getDescription()))
            .forEach(events::add);
      }
    };
  }

  private static boolean isOurs(JavaClass type) {
    String name = type.getBaseComponentType().getPackageName();
    return name.equals("io.sidecast") || name.startsWith("io.sidecast.");
  }

  private static boolean isOfTheKit(JavaClass type) {
    return place(type, "module").equals("conformance-tests");
  }

  private static String place(JavaClass type, String group) {
    return type.getBaseComponentType()
        .getSource()
        .map(source -> PLACE.matcher(source.getUri().toString()))
        .filter(Matcher::matches)
        .map(place -> place.group(group))
        .orElse("elsewhere");
  }
}
