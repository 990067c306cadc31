package io.sidecast.compatibility;

import io.sidecast.conformance.BrokerFixture;
import io.sidecast.conformance.ServerConformance;
import io.sidecast.conformance.kafka.KafkaFixture;

/** Some cases over broker-kafka. */
class KafkaCompatibilityIT extends ServerConformance {

  @Override
  protected BrokerFixture fixture() {
    return new KafkaFixture();
  }

  @Override
  protected boolean reported() {
    return false;
  }
}
