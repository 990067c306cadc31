package io.sidecast.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests the archive of the classes of a node with real JVMs. Confined to the test thread. */
class ClassArchiveIT {

  @TempDir private static Path target;

  private static List<String> options;

  @BeforeAll
  static void createArchive() {
    options = options(target);
  }

  /**
   * The class is one of a library, because a JVM does not use the archive for jars whose path has a
   * space, as that of this project may have.
   */
  @Test
  void aNodeTakesItsClassesFromTheArchive() throws Exception {
    String[] node = {"--port=0", "--host=127.0.0.1", "--broker=none", "--until-input-ends"};
    assertThat(run("-Xlog:class+load", node))
        .filteredOn(line -> line.contains(" io.netty.channel.nio.NioIoHandler source:"))
        .singleElement()
        .asString()
        .endsWith("shared objects file (top)");
  }

  @Test
  void aLaterCallFindsTheArchive() throws IOException {
    var archive = archive(target);
    var created = Files.getLastModifiedTime(archive);
    assertThat(options(target)).isEqualTo(options);
    assertThat(Files.getLastModifiedTime(archive)).isEqualTo(created);
  }

  /** The loss of the archive costs time, and the output does not show it. */
  @Test
  void aNodeStartsWithADamagedArchiveAndWithoutOne() throws Exception {
    Path archive = archive(target);
    byte[] content = Files.readAllBytes(archive);
    List<String> output = run("-Dany", "--help");
    assertThat(output).first().asString().startsWith("Usage: node ");
    try {
      Files.delete(archive);
      assertThat(run("-Dany", "--help")).isEqualTo(output);
      Files.writeString(archive, "damaged");
      assertThat(run("-Dany", "--help")).isEqualTo(output);
    } finally {
      Files.delete(archive);
      Files.write(archive, content);
    }
  }

  @Test
  void withoutABuildFolderTheOptionsAreTheClassPath() {
    assertThat(options(target.resolve("missing"))).containsExactly("-cp", ClassPath.ofThisJvm());
  }

  private static List<String> options(Path folder) {
    return ClassArchive.options(folder, ClassPath.ofThisJvm());
  }

  private static Path archive(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("class-archives"))) {
      return files.filter(file -> file.toString().endsWith(".jsa")).findFirst().orElseThrow();
    }
  }

  /** Runs a node without input, which ends by itself, and returns its output. */
  private static List<String> run(String option, String... arguments) throws Exception {
    var command = new ArrayList<>(ServerProcess.smallJvm());
    command.addAll(options);
    command.addAll(List.of(option, NodeMain.class.getName()));
    command.addAll(List.of(arguments));
    List<String> lines = new CopyOnWriteArrayList<>();
    File nothing = Files.createTempFile(target, "nothing", "").toFile();
    var program = new ProcessBuilder(command).redirectInput(nothing);
    try (var node = ChildProcess.start("node", program, lines::add)) {
      assertThat(node.ended().get(60, TimeUnit.SECONDS)).isZero();
    }
    return lines;
  }
}
