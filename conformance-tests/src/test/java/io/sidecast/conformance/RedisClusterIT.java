package io.sidecast.conformance;

/** The test thread only. Certifies broker-redis with real servers over a real Redis. */
class RedisClusterIT extends ServerConformance {

  @Override
  protected BrokerFixture fixture() {
    return new RedisFixture();
  }
}
