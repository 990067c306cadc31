package io.sidecast.conformance.repository;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reads the sources of the packages that the modules export. Confined to the test thread. */
class PublicApiTest {

  private static final Pattern EXPORT = Pattern.compile("^ *exports ([\\w.]+)", Pattern.MULTILINE);
  private static final Pattern PUBLIC_TYPE =
      Pattern.compile("^public [\\w\\- ]*(class|interface|record|enum) ", Pattern.MULTILINE);

  /** A reader of the Javadoc of a type finds the version that brought it. */
  @ParameterizedTest
  @ValueSource(strings = {"socketio-core", "broker-spi"})
  void everyPublicTypeNamesItsFirstVersion(String module) throws IOException {
    Path sources = Path.of("..", module, "src/main/java");
    var without = new ArrayList<Path>();
    int types = 0;
    for (String exported : exports(sources.resolve("module-info.java"))) {
      try (Stream<Path> files = Files.list(sources.resolve(exported.replace('.', '/')))) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          String text = Files.readString(file);
          if (PUBLIC_TYPE.matcher(text).find()) {
            types++;
            if (!text.contains(" * @since ")) {
              without.add(file);
            }
          }
        }
      }
    }
    assertThat(types).isGreaterThan(15);
    assertThat(without).isEmpty();
  }

  private static List<String> exports(Path module) throws IOException {
    return EXPORT.matcher(Files.readString(module)).results().map(found -> found.group(1)).toList();
  }
}
