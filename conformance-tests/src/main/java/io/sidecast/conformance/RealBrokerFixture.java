package io.sidecast.conformance;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;

/**
 * A fixture that finds a real broker: by the variable {@code SIDECAST_<NAME>_URI}, else by Docker,
 * else as a program on this machine. Each of the two suites has its own instance. Confined to the
 * test thread.
 */
public abstract class RealBrokerFixture implements BrokerFixture {

  private @Nullable URI uri;
  private @Nullable GenericContainer<?> container;
  private @Nullable ChildProcessBroker child;
  private @Nullable Path folder;

  /** Creates the fixture. */
  protected RealBrokerFixture() {}

  /**
   * Returns the environment variable or system property that names a running broker. It contains
   * the first word of the broker's name.
   */
  private String variable() {
    return "SIDECAST_" + name().replaceFirst(" .*", "").toUpperCase(Locale.ROOT) + "_URI";
  }

  /**
   * Returns advice on how to obtain this broker without Docker.
   *
   * @return the end of a sentence, for example {@code apt-get install redis-server}
   */
  protected abstract String advice();

  /**
   * Creates the broker's container, which is started next.
   *
   * @return a container whose first exposed port is the broker's; empty by default: the program is
   *     preferred
   */
  protected Optional<GenericContainer<?>> container() {
    return Optional.empty();
  }

  /**
   * Returns the address of the broker in a container.
   *
   * @param host the host
   * @param port the port that the exposed port is mapped to
   * @return the URI
   */
  protected abstract URI uriOf(String host, int port);

  /**
   * Finds the broker as a program.
   *
   * @param folder an empty folder
   * @param proxyPort see {@link BrokerFixture#start}
   * @return the program, not running yet; empty if it is not installed here
   */
  protected abstract Optional<BrokerProgram> program(Path folder, int proxyPort);

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
    folder = TemporaryFolder.create(name());
    BrokerProgram program = program(folder, proxyPort).orElseThrow(this::notFound);
    uri = program.uri();
    child = new ChildProcessBroker(program);
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
    if (folder != null) {
      TemporaryFolder.delete(folder);
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
}
