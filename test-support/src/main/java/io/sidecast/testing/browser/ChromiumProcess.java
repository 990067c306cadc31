package io.sidecast.testing.browser;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** The processes of a browser and the folder of its profile. Thread-safe. */
final class ChromiumProcess implements AutoCloseable {

  private static final String VARIABLE = "SIDECAST_CHROMIUM";
  private static final List<String> NAMES =
      List.of("chromium", "chromium-browser", "google-chrome");
  private static final List<String> OPTIONS =
      List.of(
          "--headless=new",
          "--no-sandbox",
          "--disable-gpu",
          "--disable-quic",
          "--disable-dev-shm-usage",
          "--no-first-run",
          "--disable-background-networking",
          "--disable-background-timer-throttling",
          "--disable-backgrounding-occluded-windows",
          "--disable-renderer-backgrounding",
          "--disable-component-update",
          "--disable-sync",
          "--remote-debugging-port=0");
  private static final String LISTENING = "DevTools listening on ";
  private static final int START_SECONDS = 30;
  private static final int STOP_SECONDS = 10;
  private static final int TAIL_LINES = 20;

  private final Process process;
  private final Path profile;
  private final CompletableFuture<URI> endpoint = new CompletableFuture<>();

  private ChromiumProcess(Process process, Path profile) {
    this.process = process;
    this.profile = profile;
  }

  /** Starts the browser, which may not be ready yet. */
  static ChromiumProcess start() {
    Path program = find();
    try {
      Path profile = Files.createTempDirectory("sidecast-browser");
      var command = new ArrayList<String>();
      command.add(program.toString());
      command.addAll(OPTIONS);
      command.add("--user-data-dir=" + profile);
      command.add("about:blank");
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      var started = new ChromiumProcess(process, profile);
      var reader = new Thread(started::readOutput, "output-of-chromium");
      reader.setDaemon(true);
      reader.start();
      return started;
    } catch (IOException e) {
      throw new BrowserException("cannot start " + program + ": " + e.getMessage(), e);
    }
  }

  /** Returns the address of the DevTools protocol, and waits for it. */
  URI endpoint() {
    try {
      return endpoint.get(START_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new BrowserException("the browser does not start: " + e.getMessage(), e);
    } catch (TimeoutException e) {
      throw new BrowserException(
          "the browser was not ready after " + START_SECONDS + " seconds", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BrowserException("interrupted while the browser started", e);
    }
  }

  @Override
  public void close() {
    List<ProcessHandle> all =
        Stream.concat(process.descendants(), Stream.of(process.toHandle())).toList();
    all.forEach(ProcessHandle::destroyForcibly);
    try {
      CompletableFuture.allOf(
              all.stream().map(ProcessHandle::onExit).toArray(CompletableFuture<?>[]::new))
          .get(STOP_SECONDS, TimeUnit.SECONDS);
      delete(profile);
    } catch (ExecutionException | TimeoutException e) {
      throw new BrowserException("the browser has not ended", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Path find() {
    String named = System.getenv(VARIABLE);
    if (named != null && !named.isBlank()) {
      Path program = Path.of(named);
      if (Files.isExecutable(program)) {
        return program;
      }
      throw new BrowserException(VARIABLE + " is " + named + ", which is not a program");
    }
    return NAMES.stream()
        .flatMap(name -> onPath(name).stream())
        .findFirst()
        .orElseThrow(
            () ->
                new BrowserException(
                    "no chromium on PATH; bin/install-brokers installs it, or set %s to a Chromium or Chrome"
                        .formatted(VARIABLE)));
  }

  private static Optional<Path> onPath(String name) {
    String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
    return Stream.of(path.split(File.pathSeparator, -1))
        .filter(folder -> !folder.isEmpty())
        .map(folder -> Path.of(folder, name))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** Reads the output to its end, because a program whose output nobody reads stops. */
  private void readOutput() {
    Deque<String> tail = new ArrayDeque<>();
    try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        if (tail.size() == TAIL_LINES) {
          tail.removeFirst();
        }
        tail.addLast(line);
        if (line.startsWith(LISTENING)) {
          endpoint.complete(URI.create(line.substring(LISTENING.length()).strip()));
        }
      }
    } catch (IOException e) {
      tail.addLast(e.toString());
    }
    endpoint.completeExceptionally(
        new BrowserException("the browser ended before it was ready:\n" + String.join("\n", tail)));
  }

  private static void delete(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (NoSuchFileException closedBefore) {
      // a second close
    } catch (IOException e) {
      throw new UncheckedIOException("cannot delete " + folder, e);
    }
  }
}
