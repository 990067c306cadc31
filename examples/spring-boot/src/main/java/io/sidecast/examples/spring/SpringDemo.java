package io.sidecast.examples.spring;

import io.sidecast.examples.ChildProcess;
import io.sidecast.examples.DemoFailure;
import io.sidecast.examples.LocalBroker;
import io.sidecast.examples.brokers.BrokerKind;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command that runs the chat in two processes over a Redis. */
@Command(
    name = "spring-demo",
    description = "Runs a chat on Spring Boot in two processes over a Redis, until Ctrl-C.",
    mixinStandardHelpOptions = true,
    footer = {"", "Examples:", "  bin/spring-demo", "  bin/spring-demo --ports 9001,9002"})
final class SpringDemo implements Callable<Integer> {

  private static final Duration START = Duration.ofSeconds(90);
  private static final PrintStream OUT = System.out;

  @Option(names = "--ports", split = ",", paramLabel = "P", description = "default 8081,8082")
  private List<Integer> ports = List.of(8081, 8082);

  @Option(names = "--broker", paramLabel = "URI", description = "a running broker of any kind")
  private @Nullable String broker;

  @Option(names = "--once", description = "ends when both processes are ready, as a check")
  private boolean once;

  /** The parts that end with this program, the newest first. */
  private final ArrayDeque<AutoCloseable> running = new ArrayDeque<>();

  private SpringDemo() {}

  public static void main(String[] args) {
    System.exit(new CommandLine(new SpringDemo()).execute(args));
  }

  @Override
  public Integer call() throws Exception {
    if (ports.size() != 2) {
      System.err.println("spring-demo: --ports takes two ports, for example --ports 9001,9002");
      return 2;
    }
    Runtime.getRuntime().addShutdownHook(new Thread(this::close, "demo-close"));
    try {
      return run(broker == null ? startRedis() : broker);
    } catch (DemoFailure failure) {
      System.err.println("spring-demo: " + failure.getMessage());
      return 1;
    } finally {
      close();
    }
  }

  private String startRedis() throws DemoFailure {
    LocalBroker redis = LocalBroker.start(BrokerKind.REDIS);
    keep(redis);
    OUT.println("started " + redis);
    return redis.uri().toString();
  }

  private int run(String uri) throws Exception {
    List<ChildProcess> processes = new ArrayList<>();
    for (int port : ports) {
      ChildProcess process = start(port, uri);
      keep(process);
      processes.add(process);
    }
    for (ChildProcess process : processes) {
      int port = ports.get(processes.indexOf(process));
      if (!isReady(port, process)) {
        System.err.println("spring-demo: " + process + " is not ready:\n" + process.tail());
        return 1;
      }
      OUT.println("http://127.0.0.1:" + port + "/ is ready, pid " + process.pid());
    }
    if (once) {
      return 0;
    }
    OUT.println("Open both pages, join the same room, and write. Ctrl-C ends the processes.");
    CompletableFuture.anyOf(processes.get(0).ended(), processes.get(1).ended()).join();
    System.err.println("spring-demo: a process has ended");
    return 1;
  }

  private synchronized void keep(AutoCloseable part) {
    running.addFirst(part);
  }

  /** Ends the processes, and then Redis. A second call does nothing. */
  private synchronized void close() {
    for (AutoCloseable part = running.poll(); part != null; part = running.poll()) {
      try {
        part.close();
      } catch (Exception failure) {
        System.err.println("spring-demo: " + failure);
      }
    }
  }

  private static ChildProcess start(int port, String uri) throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var program =
        new ProcessBuilder(
            java,
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Xmx256m",
            "-cp",
            System.getProperty("java.class.path"),
            ChatApplication.class.getName(),
            "--server.address=127.0.0.1",
            "--server.port=" + port,
            "--sidecast.broker.uri=" + uri,
            "--sidecast.cluster.node-label=node " + port);
    return ChildProcess.start("node " + port, program, line -> showProblem(port, line));
  }

  private static void showProblem(int port, String line) {
    if (line.contains(" WARN ") || line.contains(" ERROR ")) {
      System.err.println("node " + port + ": " + line);
    }
  }

  /** Asks the readiness probe, which includes Sidecast, until the answer is 200. */
  private static boolean isReady(int port, ChildProcess process) throws Exception {
    var http = HttpClient.newHttpClient();
    var uri = URI.create("http://127.0.0.1:" + port + "/actuator/health/readiness");
    var request = HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(5)).build();
    long deadline = System.nanoTime() + START.toNanos();
    while (System.nanoTime() < deadline && !process.ended().isDone()) {
      try {
        if (http.send(request, BodyHandlers.discarding()).statusCode() == 200) {
          return true;
        }
      } catch (IOException notYet) {
        // the process does not listen yet
      }
      try {
        process.ended().get(100, TimeUnit.MILLISECONDS);
      } catch (TimeoutException runs) {
        // the next question
      }
    }
    return false;
  }
}
