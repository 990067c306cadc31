package io.sidecast.examples;

import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The parser of the programs in {@code bin}. A wrong command line is one line in the terminal. */
public final class CommandLines {

  private CommandLines() {}

  /**
   * Returns the parser of a command. A wrong command line ends it with exit code 2 and one line on
   * standard error, which ends with the place of the help.
   *
   * @param command the command, whose name is the one of its program in {@code bin}
   * @return the parser
   */
  public static CommandLine of(Object command) {
    return new CommandLine(command).setParameterExceptionHandler(CommandLines::refuse);
  }

  private static int refuse(ParameterException wrong, String[] args) {
    CommandLine command = wrong.getCommandLine();
    String name = command.getCommandName();
    command
        .getErr()
        .println("%s: %s; see bin/%s --help".formatted(name, withSuggestion(wrong), name));
    return CommandLine.ExitCode.USAGE;
  }

  private static String withSuggestion(ParameterException wrong) {
    String text = Terminal.message(wrong).strip();
    return wrong instanceof UnmatchedArgumentException unknown
            && unknown.isUnknownOption()
            && !unknown.getSuggestions().isEmpty()
        ? text + ", did you mean " + unknown.getSuggestions().get(0) + "?"
        : text;
  }
}
