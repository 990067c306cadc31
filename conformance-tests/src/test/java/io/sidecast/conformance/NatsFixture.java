package io.sidecast.conformance;

import io.sidecast.examples.brokers.BrokerProgram;
import io.sidecast.examples.brokers.NatsProgram;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.testcontainers.containers.GenericContainer;

/** The test thread only. A single NATS server whose monitoring is on. */
final class NatsFixture extends RealBrokerFixture {

  private static final int PORT = 4222;
  private static final int MONITORING = 8222;

  private int monitoringPort = MONITORING;
  private @Nullable GenericContainer<?> container;

  @Override
  public String name() {
    return "NATS";
  }

  @Override
  public String knownSetting() {
    return "ping_interval";
  }

  /** Where NATS tells about itself. A server given by URI does so on the usual port. */
  URI monitoring() {
    int port = container == null ? monitoringPort : container.getMappedPort(MONITORING);
    return URI.create("http://" + uri().getHost() + ":" + port);
  }

  @Override
  String advice() {
    return "apt-get install nats-server (bin/test does that)";
  }

  @Override
  Optional<GenericContainer<?>> container() {
    container =
        new GenericContainer<>("nats:2")
            .withCommand("-m", Integer.toString(MONITORING))
            .withExposedPorts(PORT, MONITORING);
    return Optional.of(container);
  }

  @Override
  URI uriOf(String host, int port) {
    return URI.create("nats://" + host + ":" + port);
  }

  @Override
  Optional<BrokerProgram> program(Path folder, int proxyPort) {
    monitoringPort = Ports.free();
    return NatsProgram.find(Ports.free(), folder, "-m", Integer.toString(monitoringPort));
  }
}
