package io.sidecast.examples;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** A reference node in a JVM of its own, on the class path of this one. Thread-safe. */
public final class ServerProcess implements AutoCloseable {

  private static final String READY = "READY ";

  private final ChildProcess process;
  private final CompletableFuture<Integer> port;
  private final Path classPath;

  private ServerProcess(ChildProcess process, CompletableFuture<Integer> port, Path classPath) {
    this.process = process;
    this.port = port;
    this.classPath = classPath;
  }

  /** The options that give a node the class path of this JVM. */
  private static final class ClassPathOptions {

    static final List<String> OF_THIS_JVM = ClassArchive.ofThisJvm();
  }

  /**
   * The JVM of a node. Immutable.
   *
   * @param options further options
   * @param environment further environment variables
   */
  public record Jvm(List<String> options, Map<String, String> environment) {

    /** A JVM without further options and variables. */
    public static final Jvm DEFAULT = new Jvm(List.of(), Map.of());
  }

  /**
   * The command of a node. Immutable.
   *
   * @param jvm its JVM
   * @param arguments arguments as for {@code bin/node}
   */
  public record Command(Jvm jvm, List<String> arguments) {

    private List<String> with(Path classPath) {
      var command = new ArrayList<>(smallJvm());
      command.addAll(jvm.options());
      command.add("@" + classPath);
      command.add(NodeMain.class.getName());
      command.addAll(arguments);
      command.add("--until-input-ends");
      return command;
    }
  }

  /**
   * Starts a node.
   *
   * @param name the name in messages
   * @param arguments arguments as for {@code bin/node}
   * @param log receives each line of the output except {@code READY}
   * @return the node, which may not be ready yet
   */
  public static ServerProcess start(String name, List<String> arguments, Consumer<String> log) {
    return start(name, new Command(Jvm.DEFAULT, arguments), log);
  }

  /**
   * Starts a node in a JVM with further options or variables.
   *
   * @param name the name in messages
   * @param line the options and the arguments
   * @param log receives each line of the output except {@code READY}
   * @return the node, which may not be ready yet
   */
  public static ServerProcess start(String name, Command line, Consumer<String> log) {
    var port = new CompletableFuture<Integer>();
    Path classPath = argumentFile();
    var program = new ProcessBuilder(line.with(classPath));
    program.environment().remove("SIDECAST_BROKER");
    program.environment().putAll(line.jvm().environment());
    try {
      ChildProcess process =
          ChildProcess.start(
              name,
              program,
              output -> {
                if (output.startsWith(READY)) {
                  port.complete(Integer.valueOf(output.substring(READY.length())));
                } else {
                  log.accept(output);
                }
              });
      process.ended().thenAccept(code -> port.completeExceptionally(notReady(process, code)));
      return new ServerProcess(process, port, classPath);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start " + name, e);
    }
  }

  /**
   * Returns the process of the node.
   *
   * @return the process
   */
  public ChildProcess process() {
    return process;
  }

  /**
   * Returns the port that the node listens on.
   *
   * @return a future that completes when the node is ready and fails if the process ends before
   */
  public CompletableFuture<Integer> port() {
    return port.copy();
  }

  @Override
  public void close() {
    process.close();
    try {
      Files.deleteIfExists(classPath);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String toString() {
    return process.toString();
  }

  /** Returns the command of a small JVM that starts quickly, because several run on one machine. */
  static List<String> smallJvm() {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    return List.of(java, "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx256m");
  }

  /** Writes the class path to a file, because it can exceed the length of a command line. */
  private static Path argumentFile() {
    String options =
        ClassPathOptions.OF_THIS_JVM.stream()
            .map(option -> "\"" + option.replace("\\", "\\\\") + "\"\n")
            .collect(Collectors.joining());
    try {
      File file = File.createTempFile("sidecast-node", ".args");
      file.deleteOnExit();
      return Files.writeString(file.toPath(), options);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write the class path to a temporary file", e);
    }
  }

  private static IllegalStateException notReady(ChildProcess process, int code) {
    return new IllegalStateException(
        process + " ended with " + code + " before it was ready:\n" + process.tail());
  }
}
