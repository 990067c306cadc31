package io.sidecast.examples.brokers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A RabbitMQ node without plugins, in a cluster of its own. */
public final class RabbitMqProgram {

  /**
   * The script that starts RabbitMQ. It becomes the Erlang virtual machine, so that a signal to the
   * process is a signal to RabbitMQ. RabbitMQ stops when standard input ends, as it does after the
   * end of the parent. The script's own port mapper ends with RabbitMQ, also after SIGKILL: only
   * the virtual machine holds the pipe "alive" open.
   */
  private static final String SCRIPT =
      """
      keep_epmd() {
        trap 'kill $epmd; exit' TERM
        while :; do
          epmd -port "$ERL_EPMD_PORT" -address 127.0.0.1 &
          epmd=$!
          wait $epmd
          sleep 0.1
        done
      }
      rm -f alive
      mkfifo alive
      exec 8<&0 </dev/null
      {
        keep_epmd &
        keeper=$!
        { read -r line <&8; kill -TERM $$; kill -CONT $$; } &
        watcher=$!
        read -r line <alive
        kill $keeper $watcher
      } &
      exec 9>alive 8<&-
      exec "$0"
      """;

  private RabbitMqProgram() {}

  /**
   * Finds the installed RabbitMQ. It also ends when its standard input does.
   *
   * @param port the port that it will listen on
   * @param folder an empty folder
   * @return the program, empty if none is installed
   */
  public static Optional<LocalProgram> find(int port, Path folder) {
    return LocalProgram.find("rabbitmq-server").map(program -> of(program, port, folder));
  }

  /**
   * Creates an administration command for a running RabbitMQ.
   *
   * @param broker the program that was started
   * @param arguments the arguments of rabbitmqctl
   * @return the command, with the environment of the broker
   */
  public static ProcessBuilder rabbitmqctl(LocalProgram broker, List<String> arguments) {
    var command = new ArrayList<String>();
    command.add(broker.folder().resolve("sbin/rabbitmqctl").toString());
    command.addAll(arguments);
    var builder = new ProcessBuilder(command).directory(broker.folder().toFile());
    builder.environment().putAll(broker.environment());
    return builder;
  }

  private static LocalProgram of(Path program, int port, Path folder) {
    try {
      Path sbin = realFolder(program);
      linkServer(sbin, folder);
      Files.createDirectory(folder.resolve("home"));
      Files.writeString(folder.resolve("enabled_plugins"), "[].\n");
      Files.writeString(
          folder.resolve("rabbitmq.conf"),
          """
          listeners.tcp.default = 127.0.0.1:%d
          log.console = false
          disk_free_limit.absolute = 50MB
          """
              .formatted(port));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot prepare RabbitMQ in " + folder, e);
    }
    var command = List.of("sh", "-c", SCRIPT, folder.resolve("sbin/rabbitmq-server").toString());
    URI uri = URI.create("amqp://127.0.0.1:" + port);
    return new LocalProgram(uri, command, environment(folder), folder, () -> answers(port));
  }

  /**
   * Returns the folder of RabbitMQ's own scripts. Packages put a wrapper on PATH that changes the
   * user and leaves RabbitMQ running on SIGTERM. The scripts are beside the wrapper, or linked
   * there.
   */
  private static Path realFolder(Path program) throws IOException {
    Path script = program.toRealPath().resolveSibling("rabbitmq-server").toRealPath();
    Path folder = script.getParent();
    if (folder == null) {
      throw new IOException("no folder of " + script);
    }
    return folder;
  }

  /**
   * Links the installation without its optional plugins. Scanning the plugins is most of the start,
   * so the start takes half the time.
   */
  private static void linkServer(Path sbin, Path folder) throws IOException {
    link(sbin, folder.resolve("sbin"));
    link(sbin.resolveSibling("escript"), folder.resolve("escript"));
    link(sbin.resolveSibling("plugins"), folder.resolve("plugins"));
  }

  private static void link(Path from, Path to) throws IOException {
    Files.createDirectory(to);
    if (!Files.isDirectory(from)) {
      return;
    }
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.toList()) {
        String name = file.getFileName().toString();
        if (!name.startsWith("rabbitmq_") || name.startsWith("rabbitmq_prelaunch")) {
          Files.createSymbolicLink(to.resolve(name), file);
        }
      }
    }
  }

  private static Map<String, String> environment(Path folder) {
    var environment = new HashMap<String, String>();
    environment.put("HOME", folder.resolve("home").toString());
    environment.put("LANG", "C.UTF-8");
    environment.put("ERL_EPMD_PORT", Integer.toString(FreePort.find()));
    environment.put("ERL_EPMD_ADDRESS", "127.0.0.1");
    environment.put("RABBITMQ_DIST_PORT", Integer.toString(FreePort.find()));
    environment.put("RABBITMQ_NODENAME", "sidecast@localhost");
    environment.put("RABBITMQ_SCRIPTS_DIR", folder.resolve("sbin").toString());
    environment.put("RABBITMQ_CONF_ENV_FILE", "/dev/null");
    Map.of(
            "CONFIG_FILE", "rabbitmq.conf",
            "ADVANCED_CONFIG_FILE", "advanced.config",
            "ENABLED_PLUGINS_FILE", "enabled_plugins",
            "FEATURE_FLAGS_FILE", "feature_flags",
            "GENERATED_CONFIG_DIR", "config",
            "LOG_BASE", "log",
            "MNESIA_BASE", "mnesia",
            "PID_FILE", "pid",
            "SCHEMA_DIR", "schema")
        .forEach((name, file) -> environment.put("RABBITMQ_" + name, "" + folder.resolve(file)));
    // This setting makes the script become the virtual machine, which then reads no input.
    environment.put("RABBITMQ_ALLOW_INPUT", "true");
    environment.put(
        "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS",
        "-noinput -kernel inet_dist_use_interface {127,0,0,1}");
    return environment;
  }

  private static boolean answers(int port) {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(1_000);
      socket.getOutputStream().write("AMQP\0\0\t\1".getBytes(StandardCharsets.US_ASCII));
      return socket.getInputStream().read() == 1;
    } catch (IOException notYet) {
      return false;
    }
  }
}
