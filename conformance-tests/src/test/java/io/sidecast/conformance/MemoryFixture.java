package io.sidecast.conformance;

import io.sidecast.broker.BrokerConfig;
import io.sidecast.broker.BrokerProvider;
import io.sidecast.broker.Channel;
import java.net.URI;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * A fixture for the reference broker, or for a faulty broker made from it. Confined to the test
 * thread.
 */
public class MemoryFixture implements BrokerFixture {

  private final MemoryBus bus;
  private final BrokerProvider provider;

  public MemoryFixture(MemoryBus bus, UnaryOperator<BrokerProvider> flaw) {
    this.bus = bus;
    provider = flaw.apply(new MemoryBrokerProvider(bus));
  }

  @Override
  public String name() {
    return "memory";
  }

  @Override
  public void start(int proxyPort) {}

  @Override
  public URI uri() {
    return MemoryBus.DIRECT;
  }

  @Override
  public void stop() {}

  @Override
  public String supportedSetting() {
    return "max_envelope_bytes";
  }

  @Override
  public Optional<URI> withLogin(URI broker, String login) {
    return Optional.of(URI.create(broker.toString().replace("://", "://" + login + "@")));
  }

  @Override
  public void trim(BrokerConfig config, Channel channel) {
    bus.trim(MemoryBroker.name(config, channel));
  }

  @Override
  public BrokerProvider provider() {
    return provider;
  }

  @Override
  public Optional<Faults> faults() {
    return Optional.of(bus);
  }
}
