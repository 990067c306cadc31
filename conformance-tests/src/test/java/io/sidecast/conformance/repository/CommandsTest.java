package io.sidecast.conformance.repository;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Tests of the commands in bin that are scripts, each called through a link and from another
 * folder. {@code CommandLinesTest} has those that are programs in Java.
 */
class CommandsTest {

  private static final Path BIN = Path.of("../bin").toAbsolutePath().normalize();
  private static final String WRONG = "--no-such-option";

  @TempDir private Path folder;

  /** The output and the exit code of a command. */
  private record Result(int exitCode, String output, List<String> errors) {}

  private static Stream<String> scripts() throws IOException {
    return commands().filter(name -> !text(name).contains("\nlaunch "));
  }

  /** Returns the scripts with options of their own; the others pass all options to Maven. */
  private static Stream<String> scriptsWithOptions() throws IOException {
    return scripts().filter(name -> !usage(name).contains("MAVEN ARGUMENTS"));
  }

  private static Stream<String> commands() throws IOException {
    try (Stream<Path> files = Files.list(BIN)) {
      return files
          .filter(Files::isExecutable)
          .map(file -> file.getFileName().toString())
          .sorted()
          .toList()
          .stream();
    }
  }

  private static String text(String command) {
    try {
      return Files.readString(BIN.resolve(command));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String usage(String command) {
    return text(command).lines().filter(line -> line.contains("usage: ")).findFirst().orElse("");
  }

  private Result run(String command, String... arguments) throws Exception {
    Path link = Files.createSymbolicLink(folder.resolve(command), BIN.resolve(command));
    Path output = folder.resolve("output");
    Path errors = folder.resolve("errors");
    Process process =
        new ProcessBuilder(Stream.concat(Stream.of(link.toString()), Stream.of(arguments)).toList())
            .directory(folder.toFile())
            .redirectOutput(output.toFile())
            .redirectError(errors.toFile())
            .start();
    process.getOutputStream().close();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return new Result(
        process.exitValue(),
        Files.readString(output, StandardCharsets.UTF_8),
        Files.readAllLines(errors, StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @MethodSource("scripts")
  void helpHasExamples(String command) throws Exception {
    Result help = run(command, "--help");
    assertThat(help.errors()).isEmpty();
    assertThat(help.exitCode()).isZero();
    assertThat(help.output()).startsWith("usage: bin/" + command);
    assertThat(help.output()).containsPattern("\nExamples:\n  [A-Z_a-z=]*[^\n]*bin/" + command);
  }

  @ParameterizedTest
  @MethodSource("scriptsWithOptions")
  void aWrongOptionIsOneLine(String command) throws Exception {
    Result wrong = run(command, WRONG);
    assertThat(wrong.exitCode()).isEqualTo(1);
    assertThat(wrong.output()).isEmpty();
    assertThat(wrong.errors()).singleElement().asString().contains(command + ": ", WRONG);
  }
}
