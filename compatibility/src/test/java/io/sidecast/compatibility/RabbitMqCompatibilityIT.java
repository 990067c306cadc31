package io.sidecast.compatibility;

import io.sidecast.conformance.BrokerFixture;
import io.sidecast.conformance.ServerConformance;
import io.sidecast.conformance.rabbitmq.RabbitMqFixture;

/** Some cases over broker-rabbitmq. */
class RabbitMqCompatibilityIT extends ServerConformance {

  @Override
  protected BrokerFixture fixture() {
    return new RabbitMqFixture();
  }

  @Override
  protected boolean reported() {
    return false;
  }
}
