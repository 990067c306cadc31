package io.sidecast.conformance.redis;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.sidecast.broker.BrokerConfig;
import io.sidecast.broker.Channel;
import io.sidecast.conformance.BrokerProgram;
import io.sidecast.conformance.LocalPrograms;
import io.sidecast.conformance.Ports;
import io.sidecast.conformance.RealBrokerFixture;
import io.sidecast.examples.brokers.RedisProgram;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.testcontainers.containers.GenericContainer;

/** A standalone Redis. Confined to the test thread. */
public final class RedisFixture extends RealBrokerFixture {

  private static final int PORT = 6379;

  private final Map<String, String> properties;

  /** Creates a Redis whose nodes have the default settings. */
  public RedisFixture() {
    this(Map.of());
  }

  /** Creates a Redis whose nodes have other settings. */
  RedisFixture(Map<String, String> properties) {
    this.properties = properties;
  }

  @Override
  public String name() {
    return properties.isEmpty() ? "Redis" : "Redis with logs";
  }

  @Override
  public Optional<URI> withLogin(URI broker, String login) {
    return Optional.of(URI.create(broker.toString().replace("://", "://" + login + "@")));
  }

  @Override
  public String supportedSetting() {
    return "max_envelope_bytes";
  }

  /** Removes all messages of the log, as its bounds do. */
  @Override
  public void trim(BrokerConfig config, Channel channel) {
    RedisClient client = RedisClient.create(RedisURI.create(uri().getHost(), uri().getPort()));
    try (var connection = client.connect()) {
      connection.sync().xtrim("{" + config.prefix() + ':' + channel.word(':') + "}:log", 0);
    } finally {
      client.shutdown(Duration.ZERO, Duration.ofSeconds(5));
    }
  }

  @Override
  public Map<String, String> properties() {
    return properties;
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
