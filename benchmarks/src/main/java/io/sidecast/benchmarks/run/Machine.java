package io.sidecast.benchmarks.run;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The facts about the machine and the software of a run. Thread-safe. */
final class Machine {

  private static final int MAX_WAIT_SECONDS = 10;

  private Machine() {}

  static Map<String, String> facts(Home home) {
    var facts = new LinkedHashMap<String, String>();
    facts.put("processor", processor());
    facts.put("load average before", firstLine(Path.of("/proc/loadavg")));
    facts.put("kernel", firstLine(Path.of("/proc/sys/kernel/osrelease")));
    facts.put("Java", Runtime.version() + ", " + System.getProperty("java.vm.name"));
    facts.put("Java libraries", libraries(home, Home.Build.NIO));
    if (home.has(Home.Build.NATIVE)) {
      facts.put("with native transports", libraries(home, Home.Build.NATIVE));
    }
    if (home.has(Home.Build.PEER)) {
      facts.put("netty-socketio", libraries(home, Home.Build.PEER));
    }
    facts.put("servers on the JVM", String.join(" ", Home.SERVER_JVM));
    facts.put("where memory is measured", String.join(" ", Home.SMALL_JVM));
    put(facts, "Node", List.of("node", "--version"));
    put(facts, "socket.io", List.of("sh", "-c", versions(home)));
    put(facts, "Redis", List.of("redis-server", "--version"));
    put(facts, "NATS", List.of("/usr/sbin/nats-server", "--version"));
    put(
        facts,
        "commit",
        List.of("git", "-C", home.root().toString(), "describe", "--always", "--dirty"));
    return facts;
  }

  private static String processor() {
    String model =
        lines(Path.of("/proc/cpuinfo")).stream()
            .filter(line -> line.startsWith("model name"))
            .map(line -> line.substring(line.indexOf(':') + 2))
            .findFirst()
            .orElse("unknown");
    return Runtime.getRuntime().availableProcessors() + " x " + model;
  }

  private static String versions(Home home) {
    return "cd '"
        + home.javaScriptPeer()
        + "' && grep -o '\"\\(socket.io\\|@socket.io/redis-adapter\\|ioredis\\)\": \"[^\"]*' package.json"
        + " | tr -d '\"\\n'";
  }

  private static String libraries(Home home, Home.Build build) {
    return home.versions(
        build,
        List.of(
            "netty-transport",
            "lettuce-core",
            "jnats",
            "amqp-client",
            "kafka-clients",
            "redisson",
            "netty-socketio"));
  }

  private static void put(Map<String, String> facts, String name, List<String> command) {
    output(command).ifPresent(text -> facts.put(name, text));
  }

  private static Optional<String> output(List<String> command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getOutputStream().close();
      String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      boolean succeeded =
          process.waitFor(MAX_WAIT_SECONDS, TimeUnit.SECONDS) && process.exitValue() == 0;
      return succeeded ? text.lines().findFirst() : Optional.empty();
    } catch (IOException notThere) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  private static String firstLine(Path file) {
    List<String> lines = lines(file);
    return lines.isEmpty() ? "unknown" : lines.get(0);
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException notThere) {
      return List.of();
    }
  }
}
