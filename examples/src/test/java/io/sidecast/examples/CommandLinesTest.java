package io.sidecast.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** Tests of the command lines of bin/demo, bin/node and bin/emit. */
class CommandLinesTest {

  private final StringWriter output = new StringWriter();
  private final StringWriter errors = new StringWriter();

  private static Stream<Object> commands() {
    return Stream.of(new DemoMain(), new NodeMain(), new EmitMain());
  }

  private static Object command(String name) {
    return commands()
        .filter(command -> name.equals(CommandLines.of(command).getCommandName()))
        .findFirst()
        .orElseThrow();
  }

  private int run(Object command, String... arguments) {
    return CommandLines.of(command)
        .setOut(new PrintWriter(output))
        .setErr(new PrintWriter(errors))
        .execute(arguments);
  }

  @ParameterizedTest
  @MethodSource("commands")
  void helpHasExamples(Object command) {
    assertThat(run(command, "--help")).isZero();
    assertThat(output.toString())
        .containsPattern("\nExamples:\n  [^\n]*bin/" + new CommandLine(command).getCommandName());
    assertThat(errors.toString()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "demo | --port           | Unknown option: '--port', did you mean --ports?",
        "demo | --ports=one,two  | Invalid value for option '--ports' (P): 'one' is not an int",
        "node | --no-such-option | Missing required option: '--port=P'",
        "node | --port           | Missing required parameter for option '--port' (P)",
        "emit | --broker=nats:// | Missing required parameter: 'EVENT'"
      })
  void aWrongCommandLineIsOneLine(String name, String argument, String message) {
    assertThat(run(command(name), argument)).isEqualTo(2);
    assertThat(output.toString()).isEmpty();
    assertThat(errors.toString())
        .isEqualTo("%s: %s; see bin/%s --help%n".formatted(name, message, name));
  }
}
