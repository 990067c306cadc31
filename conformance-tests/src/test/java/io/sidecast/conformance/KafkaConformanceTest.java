package io.sidecast.conformance;

/**
 * The test thread only. Certifies broker-kafka over a real Kafka, and what only Kafka can refuse.
 */
class KafkaConformanceTest extends BrokerConformance {

  @Override
  protected BrokerFixture fixture() {
    return new KafkaFixture();
  }
}
