package io.sidecast.conformance;

import io.sidecast.examples.brokers.BrokerProgram;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;

/**
 * The test thread only. Finds a real broker: by a variable with its URI, else by Docker, else as a
 * program on this machine.
 */
abstract class RealBrokerFixture implements BrokerFixture {

  private @Nullable URI uri;
  private @Nullable GenericContainer<?> container;
  private @Nullable ChildProcessBroker child;

  /** The variable, or system property, that names a running broker. */
  private String variable() {
    return "SIDECAST_" + name().toUpperCase(Locale.ROOT) + "_URI";
  }

  /** What a person can do to get this broker without Docker. */
  abstract String advice();

  /** The broker in a container that exposes one port; empty: the program is preferred. */
  Optional<GenericContainer<?>> container() {
    return Optional.empty();
  }

  /** Where the broker is that listens on the exposed port of a container. */
  abstract URI uriOf(String host, int port);

  /**
   * The broker as a program.
   *
   * @param folder an empty folder
   * @param proxyPort see {@link BrokerFixture#start}
   */
  abstract Optional<BrokerProgram> program(Path folder, int proxyPort);

  @Override
  public final void start(int proxyPort) {
    String given = System.getProperty(variable(), System.getenv(variable()));
    if (given != null && !given.isBlank()) {
      uri = URI.create(given);
      return;
    }
    Optional<GenericContainer<?>> image = docker() ? container() : Optional.empty();
    if (image.isPresent()) {
      GenericContainer<?> started = image.get();
      started.start();
      container = started;
      uri = uriOf(started.getHost(), started.getFirstMappedPort());
      return;
    }
    BrokerProgram program = program(temporaryFolder(), proxyPort).orElseThrow(this::notFound);
    uri = program.uri();
    child = new ChildProcessBroker(ChildProcessBroker.Program.of(program));
  }

  @Override
  public final URI uri() {
    if (uri == null) {
      throw new IllegalStateException("not started");
    }
    return uri;
  }

  @Override
  public final void stop() {
    if (child != null) {
      child.stop();
    }
    if (container != null) {
      container.stop();
    }
  }

  @Override
  public final Optional<BrokerProcess> process() {
    return Optional.ofNullable(child);
  }

  private IllegalStateException notFound() {
    return new IllegalStateException(
        "no %s to test with: set %s, start Docker, or %s".formatted(name(), variable(), advice()));
  }

  private static boolean docker() {
    boolean likely =
        System.getenv("DOCKER_HOST") != null || Files.exists(Path.of("/var/run/docker.sock"));
    return likely && DockerClientFactory.instance().isDockerAvailable();
  }

  private Path temporaryFolder() {
    try {
      return Files.createTempDirectory("sidecast-" + name().toLowerCase(Locale.ROOT));
    } catch (IOException e) {
      throw new UncheckedIOException("no folder for " + name(), e);
    }
  }
}
