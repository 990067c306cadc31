package io.sidecast.conformance.kafka;

import io.sidecast.broker.BrokerConfig;
import io.sidecast.broker.Channel;
import io.sidecast.conformance.BrokerProgram;
import io.sidecast.conformance.LocalPrograms;
import io.sidecast.conformance.Ports;
import io.sidecast.conformance.RealBrokerFixture;
import io.sidecast.examples.brokers.KafkaProgram;
import java.net.URI;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One Kafka broker in a JVM of its own. Confined to the test thread. */
public final class KafkaFixture extends RealBrokerFixture {

  private KafkaProgram.@Nullable Listeners listeners;

  @Override
  public String name() {
    return "Kafka";
  }

  @Override
  public String supportedSetting() {
    return "max_envelope_bytes";
  }

  @Override
  protected String advice() {
    return "build examples/embedded-kafka (./mvnw -pl examples/embedded-kafka process-classes)";
  }

  /** Not used: with Maven present no container image is needed. */
  @Override
  protected URI uriOf(String host, int port) {
    return URI.create("kafka://" + host + ":" + port);
  }

  /** Deletes all records of the topic, as its retention does with old segments. */
  @Override
  public void trim(BrokerConfig config, Channel channel) {
    try (var spy = new KafkaSpy(uri())) {
      spy.trim(config.prefix() + '.' + channel.kind().name().toLowerCase(Locale.ROOT));
    }
  }

  @Override
  protected Optional<BrokerProgram> program(Path folder, int proxyPort) {
    listeners =
        new KafkaProgram.Listeners(
            Ports.free(), Ports.free(), Ports.free(), proxyPort, Ports.free());
    return KafkaProgram.find(listeners, folder).map(LocalPrograms::forKit);
  }

  /**
   * Returns the address at which clients must log in. A Kafka given by its URI has its own users.
   */
  @Override
  public Optional<URI> withLogin(URI broker, String login) {
    return Optional.ofNullable(listeners)
        .map(each -> URI.create("kafka://" + login + "@127.0.0.1:" + each.login()));
  }

  @Override
  public URI proxyTarget() {
    return listeners == null ? uri() : URI.create("kafka://127.0.0.1:" + listeners.proxied());
  }
}
