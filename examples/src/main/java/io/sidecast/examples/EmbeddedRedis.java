package io.sidecast.examples;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import redis.embedded.core.ExecutableProvider;

/**
 * A real Redis that needs no installation: its program is in a jar. It listens on a free port of
 * 127.0.0.1 and keeps nothing.
 */
final class EmbeddedRedis implements AutoCloseable {

  private static final Duration READY = Duration.ofSeconds(30);
  private static final String VERSION = "Redis version=";

  private final Path folder;
  private final ChildProcess process;
  private final int port;
  private final String version;

  private EmbeddedRedis(Path folder, ChildProcess process, int port, String version) {
    this.folder = folder;
    this.process = process;
    this.port = port;
    this.version = version;
  }

  /** Starts the Redis of the jar, or, where that cannot run, the one that is installed. */
  static EmbeddedRedis start() {
    Path folder = temporaryFolder();
    try {
      return run(unpack(folder), folder);
    } catch (IOException | RuntimeException notHere) {
      try {
        Optional<Path> installed = installed();
        if (installed.isPresent()) {
          return run(installed.get().toString(), folder);
        }
      } catch (IOException | RuntimeException second) {
        notHere.addSuppressed(second);
      }
      delete(folder);
      throw new IllegalStateException(
          """
          no Redis runs here. The embedded one said:
          %s
          Install one (Debian: apt-get install redis-server; the embedded one only needs libssl3), \
          or name a running one: --broker redis://HOST:6379\
          """
              .formatted(notHere.getMessage()),
          notHere);
    }
  }

  ChildProcess process() {
    return process;
  }

  String uri() {
    return "redis://127.0.0.1:" + port;
  }

  @Override
  public void close() {
    process.close();
    delete(folder);
  }

  @Override
  public String toString() {
    return "Redis " + version + ", pid " + process.pid() + ", " + uri();
  }

  private static EmbeddedRedis run(String program, Path folder) throws IOException {
    int port = freePort();
    var version = new CompletableFuture<String>();
    var ready = new CompletableFuture<Void>();
    ChildProcess process =
        ChildProcess.start(
            "Redis", command(program, port, folder), line -> read(line, version, ready));
    process
        .ended()
        .thenAccept(
            code ->
                ready.completeExceptionally(
                    new IOException(program + " ended with " + code + ":\n" + process.tail())));
    try {
      ready.get(READY.toSeconds(), TimeUnit.SECONDS);
      return new EmbeddedRedis(folder, process, port, version.getNow("?"));
    } catch (TimeoutException e) {
      process.close();
      throw new IOException(program + " is not ready after " + READY + ":\n" + process.tail(), e);
    } catch (ExecutionException e) {
      process.close();
      throw new IOException(Terminal.cause(e).getMessage(), e);
    } catch (InterruptedException e) {
      process.close();
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private static ProcessBuilder command(String program, int port, Path folder) {
    return new ProcessBuilder(
            program,
            "--port",
            Integer.toString(port),
            "--bind",
            "127.0.0.1",
            "--save",
            "",
            "--appendonly",
            "no",
            "--dir",
            folder.toString())
        .directory(folder.toFile());
  }

  private static void read(
      String line, CompletableFuture<String> version, CompletableFuture<Void> ready) {
    int at = line.indexOf(VERSION);
    if (at >= 0) {
      version.complete(line.substring(at + VERSION.length()).split(",", 2)[0]);
    } else if (line.contains("eady to accept connections")) {
      ready.complete(null);
    }
  }

  private static String unpack(Path folder) throws IOException {
    return ExecutableProvider.newJarResourceProvider(folder.toFile()).get().getAbsolutePath();
  }

  private static Optional<Path> installed() {
    String path = System.getenv().getOrDefault("PATH", "") + File.pathSeparator + "/usr/sbin";
    return Arrays.stream(path.split(File.pathSeparator, -1))
        .map(folder -> Path.of(folder, "redis-server"))
        .filter(Files::isExecutable)
        .findFirst();
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static Path temporaryFolder() {
    try {
      return Files.createTempDirectory("sidecast-demo");
    } catch (IOException e) {
      throw new UncheckedIOException("cannot create a temporary folder", e);
    }
  }

  private static void delete(Path folder) {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
      for (Path file : deepestFirst) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      Terminal.ERR.println("cannot delete " + folder + ": " + e);
    }
  }
}
