package io.sidecast.conformance.flaws;

import io.sidecast.conformance.BrokerFixture;
import io.sidecast.conformance.BrokerProcess;
import io.sidecast.conformance.redis.RedisFixture;
import java.net.URI;
import java.util.Optional;

/** A real Redis for servers whose broker has a flaw. Confined to the test thread. */
final class FlawedFixture implements BrokerFixture {

  private final RedisFixture good = new RedisFixture();
  private final ServerFlaw flaw;

  FlawedFixture(ServerFlaw flaw) {
    this.flaw = flaw;
  }

  @Override
  public String name() {
    return flaw.name();
  }

  @Override
  public void start(int proxyPort) {
    good.start(proxyPort);
  }

  @Override
  public URI uri() {
    return URI.create(flaw.prepended(good.uri().toString()));
  }

  @Override
  public void stop() {
    good.stop();
  }

  @Override
  public String supportedSetting() {
    return good.supportedSetting();
  }

  @Override
  public Optional<BrokerProcess> process() {
    return good.process();
  }
}
