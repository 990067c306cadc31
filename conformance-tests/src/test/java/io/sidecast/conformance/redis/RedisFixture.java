package io.sidecast.conformance.redis;

import io.sidecast.conformance.BrokerProgram;
import io.sidecast.conformance.LocalPrograms;
import io.sidecast.conformance.Ports;
import io.sidecast.conformance.RealBrokerFixture;
import io.sidecast.examples.brokers.RedisProgram;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import org.testcontainers.containers.GenericContainer;

/** A standalone Redis. Confined to the test thread. */
public final class RedisFixture extends RealBrokerFixture {

  private static final int PORT = 6379;

  @Override
  public String name() {
    return "Redis";
  }

  @Override
  public Optional<URI> withLogin(URI broker, String login) {
    return Optional.of(URI.create(broker.toString().replace("://", "://" + login + "@")));
  }

  @Override
  public String supportedSetting() {
    return "max_envelope_bytes";
  }

  @Override
  protected String advice() {
    return "apt-get install redis-server (bin/test does that)";
  }

  @Override
  protected Optional<GenericContainer<?>> container() {
    return Optional.of(new GenericContainer<>("redis:7-alpine").withExposedPorts(PORT));
  }

  @Override
  protected URI uriOf(String host, int port) {
    return URI.create("redis://" + host + ":" + port);
  }

  @Override
  protected Optional<BrokerProgram> program(Path folder, int proxyPort) {
    return RedisProgram.find(Ports.free(), folder).map(LocalPrograms::forKit);
  }
}
