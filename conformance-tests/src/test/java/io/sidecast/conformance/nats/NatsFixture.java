package io.sidecast.conformance.nats;

import io.sidecast.conformance.BrokerProgram;
import io.sidecast.conformance.LocalPrograms;
import io.sidecast.conformance.Ports;
import io.sidecast.conformance.RealBrokerFixture;
import io.sidecast.examples.brokers.NatsProgram;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.images.builder.Transferable;
import org.testcontainers.utility.MountableFile;

/** A single NATS server with monitoring. Confined to the test thread. */
public final class NatsFixture extends RealBrokerFixture {

  private static final int PORT = 4222;
  private static final int MONITORING = 8222;

  /** A client without a login is a guest; other clients need the login of a known user. */
  private static final String GUESTS =
      "no_auth_user: guest, authorization { users: [ { user: guest, password: guest } ] }";

  private static final String FILE = "nats.conf";

  private final String name;
  private final @Nullable Path folder;
  private final String configuration;
  private int monitoringPort = MONITORING;
  private @Nullable GenericContainer<?> container;

  /** Creates a server that refuses wrong logins, otherwise with default settings. */
  public NatsFixture() {
    name = "NATS";
    folder = null;
    configuration = GUESTS;
  }

  /**
   * Creates a server with settings of its own.
   *
   * @param name another name than that of a plain NATS, whose variable with a URI does not apply to
   *     it
   * @param folder the folder of the configuration file and of other files that it names
   * @param configuration the text of the file; {@code {host}} stands for the address to listen on
   */
  NatsFixture(String name, Path folder, String configuration) {
    this.name = name;
    this.folder = folder;
    this.configuration = configuration;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String supportedSetting() {
    return "ping_interval";
  }

  /** A server given by its URI must refuse unknown users. */
  @Override
  public Optional<URI> withLogin(URI broker, String login) {
    return Optional.of(URI.create(broker.toString().replace("://", "://" + login + "@")));
  }

  /**
   * Returns the address of the monitoring endpoint. A server given by its URI must use the default
   * port.
   */
  public URI monitoring() {
    int port = container == null ? monitoringPort : container.getMappedPort(MONITORING);
    return URI.create("http://" + uri().getHost() + ":" + port);
  }

  @Override
  protected String advice() {
    return "apt-get install nats-server (bin/test does that)";
  }

  @Override
  protected Optional<GenericContainer<?>> container() {
    String file = (folder == null ? Path.of("/tmp") : folder).resolve(FILE).toString();
    var image =
        new GenericContainer<>("nats:2")
            .withCommand("-m", Integer.toString(MONITORING), "-c", file)
            .withExposedPorts(PORT, MONITORING)
            .withNetwork(Network.SHARED)
            .withNetworkAliases(name);
    if (folder != null) {
      image.withCopyFileToContainer(MountableFile.forHostPath(folder), folder.toString());
    }
    image.withCopyToContainer(Transferable.of(configuration("0.0.0.0")), file);
    container = image;
    return Optional.of(image);
  }

  @Override
  protected URI uriOf(String host, int port) {
    return URI.create("nats://" + host + ":" + port);
  }

  @Override
  protected Optional<BrokerProgram> program(Path empty, int proxyPort) {
    monitoringPort = Ports.free();
    Path file = (folder == null ? empty : folder).resolve(FILE);
    try {
      Files.writeString(file, configuration("127.0.0.1"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String monitoring = Integer.toString(monitoringPort);
    return NatsProgram.find(Ports.free(), empty, "-m", monitoring, "-c", file.toString())
        .map(LocalPrograms::forKit);
  }

  private String configuration(String host) {
    return configuration.replace("{host}", host);
  }
}
