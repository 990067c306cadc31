package io.sidecast.conformance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;

/**
 * The test thread only. Finds a Redis: by {@code SIDECAST_REDIS_URI}, by Docker, or as {@code
 * redis-server} on PATH.
 */
final class RedisFixture implements BrokerFixture {

  private static final String KEY = "SIDECAST_REDIS_URI";
  private static final String IMAGE = "redis:7-alpine";

  private @Nullable URI uri;
  private @Nullable GenericContainer<?> container;
  private @Nullable ChildProcessBroker child;

  @Override
  public String name() {
    return "Redis";
  }

  @Override
  public String knownSetting() {
    return "max_envelope_bytes";
  }

  @Override
  public void start(int proxyPort) {
    String given = System.getProperty(KEY, System.getenv(KEY));
    if (given != null && !given.isBlank()) {
      uri = URI.create(given);
    } else if (docker()) {
      var started = new GenericContainer<>(IMAGE).withExposedPorts(6379);
      started.start();
      container = started;
      uri = URI.create("redis://" + started.getHost() + ":" + started.getMappedPort(6379));
    } else {
      Path program =
          ChildProcessBroker.find("redis-server")
              .orElseThrow(
                  () ->
                      new IllegalStateException(
                          "no Redis to test with: set "
                              + KEY
                              + ", start Docker, or apt-get install redis-server"
                              + " (bin/test does that)"));
      int port = Ports.free();
      uri = URI.create("redis://127.0.0.1:" + port);
      child = new ChildProcessBroker(program(program, port));
    }
  }

  @Override
  public URI uri() {
    if (uri == null) {
      throw new IllegalStateException("not started");
    }
    return uri;
  }

  @Override
  public void stop() {
    if (child != null) {
      child.stop();
    }
    if (container != null) {
      container.stop();
    }
  }

  @Override
  public Optional<BrokerProcess> process() {
    return Optional.ofNullable(child);
  }

  private static boolean docker() {
    boolean likely =
        System.getenv("DOCKER_HOST") != null || Files.exists(Path.of("/var/run/docker.sock"));
    return likely && DockerClientFactory.instance().isDockerAvailable();
  }

  private static ChildProcessBroker.Program program(Path redisServer, int port) {
    try {
      Path folder = Files.createTempDirectory("sidecast-redis");
      folder.toFile().deleteOnExit();
      var command =
          List.of(
              redisServer.toString(),
              "--port",
              Integer.toString(port),
              "--bind",
              "127.0.0.1",
              "--save",
              "",
              "--appendonly",
              "no",
              "--dir",
              folder.toString());
      return new ChildProcessBroker.Program(command, folder, () -> answers(port));
    } catch (IOException e) {
      throw new UncheckedIOException("no folder for Redis", e);
    }
  }

  private static boolean answers(int port) {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(1_000);
      socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
      return socket.getInputStream().read() == '+';
    } catch (IOException notYet) {
      return false;
    }
  }
}
