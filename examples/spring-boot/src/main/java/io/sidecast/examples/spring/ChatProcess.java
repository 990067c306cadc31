package io.sidecast.examples.spring;

import io.sidecast.examples.ChildProcess;
import io.sidecast.examples.ClassPath;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

/** The chat in a JVM of its own, on the class path of this one. Thread-safe. */
final class ChatProcess implements AutoCloseable {

  private static final Duration START = Duration.ofSeconds(90);

  private final ChildProcess process;
  private final int port;

  /** Whether warnings are written to standard error: from readiness until {@link #terminate}. */
  private final AtomicBoolean showing;

  private ChatProcess(ChildProcess process, int port, AtomicBoolean showing) {
    this.process = process;
    this.port = port;
    this.showing = showing;
  }

  /**
   * Starts the chat.
   *
   * @param port the port of 127.0.0.1 that it will listen on, which is also a part of its name
   * @param broker the URI of the broker
   * @param arguments further arguments of Spring Boot
   * @return the process, which may not be ready yet
   * @throws IOException if the program cannot be started
   */
  static ChatProcess start(int port, String broker, String... arguments) throws IOException {
    String name = name(port);
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    List<String> command = new ArrayList<>();
    command.addAll(List.of(java, "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx256m"));
    command.addAll(List.of("-cp", ClassPath.ofThisJvm(), ChatApplication.class.getName()));
    command.add("--server.address=127.0.0.1");
    command.add("--server.port=" + port);
    command.add("--sidecast.broker.uri=" + broker);
    command.add("--sidecast.cluster.node-label=" + name);
    command.addAll(List.of(arguments));
    var program = new ProcessBuilder(command);
    var showing = new AtomicBoolean();
    var process =
        ChildProcess.start(
            name,
            program,
            line -> {
              if (showing.get() && (line.contains(" WARN ") || line.contains(" ERROR "))) {
                System.err.println(name + ": " + line);
              }
            });
    return new ChatProcess(process, port, showing);
  }

  /** Returns the name of a node, which its clients receive in the event "welcome". */
  static String name(int port) {
    return "node " + port;
  }

  /**
   * Returns why the process has failed.
   *
   * @return the reason of Spring Boot for a failed start, else the last lines of the output
   */
  String problem() {
    String tail = process.tail();
    return tail.lines()
        .map(String::strip)
        .dropWhile(line -> !line.equals("Description:"))
        .skip(1)
        .filter(line -> !line.isEmpty())
        .findFirst()
        .orElse("its last lines are\n" + tail);
  }

  /**
   * Waits until the readiness probe, which includes Sidecast, has the status 200.
   *
   * @return false if the process ends before, or is not ready after 90 seconds
   */
  boolean isReady() throws InterruptedException {
    var http = HttpClient.newHttpClient();
    var uri = URI.create("http://127.0.0.1:" + port + "/actuator/health/readiness");
    var request = HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(5)).build();
    long deadline = System.nanoTime() + START.toNanos();
    while (System.nanoTime() < deadline && !process.ended().isDone()) {
      try {
        if (http.send(request, BodyHandlers.discarding()).statusCode() == 200) {
          showing.set(true);
          return true;
        }
      } catch (IOException notYet) {
        // The process does not listen yet.
      }
      pause();
    }
    return false;
  }

  /** Waits a moment, or less if the process ends. */
  private void pause() throws InterruptedException {
    try {
      process.ended().copy().get(100, TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException goOn) {
      // The next request follows.
    }
  }

  int port() {
    return port;
  }

  ChildProcess process() {
    return process;
  }

  /** Terminates the process without waiting. */
  void terminate() {
    showing.set(false);
    process.terminate();
  }

  @Override
  public void close() {
    terminate();
    process.close();
  }

  @Override
  public String toString() {
    return process.toString();
  }
}
