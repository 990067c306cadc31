package io.sidecast.broker.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.RedisCredentialsProvider.ImmediateRedisCredentialsProvider;
import io.lettuce.core.RedisURI;
import io.sidecast.broker.BrokerConfig;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests of the servers and the login of a broker URI. */
class RedisAddressTest {

  /**
   * Lettuce logs in on the event loop only with credentials that it need not wait for. With others
   * a refused login is reported as a connection that closed prematurely, once in about 300 on a
   * slow machine.
   */
  @ParameterizedTest
  @CsvSource({
    "redis://user:s%40%25+@localhost, user:s@%+",
    "redis://:secret@localhost, default:secret",
    "redis://secret@localhost, default:secret",
    "redis://localhost, none",
    "rediss-cluster://user:secret@localhost, user:secret",
    "valkey://user:secret@localhost, user:secret",
    "redis-sentinel://user:secret@localhost/?master=mymaster, user:secret"
  })
  void credentialsAreKnownAtOnce(String uri, String login) {
    RedisAddress address = address(uri);
    assertKnown(address.at("localhost", 6379), login);
    address.servers().stream()
        .map(RedisURI::getCredentialsProvider)
        .forEach(
            provider -> assertThat(provider).isInstanceOf(ImmediateRedisCredentialsProvider.class));
  }

  @ParameterizedTest
  @ValueSource(strings = {"default", "other"})
  void credentialsOfSentinelsAreKnownAtOnce(String user) {
    String query = "?master=mymaster&sentinel_password=secret&sentinel_user=" + user;
    RedisAddress address = address("redis-sentinel://localhost/" + query);
    assertKnown(address.servers().get(0), user + ":secret");
  }

  @ParameterizedTest
  @CsvSource({
    "redis, STANDALONE, false",
    "rediss-sentinel, SENTINEL, true",
    "valkey, STANDALONE, false",
    "valkeys, STANDALONE, true",
    "valkey-sentinel, SENTINEL, false",
    "valkeys-sentinel, SENTINEL, true",
    "valkey-cluster, CLUSTER, false",
    "valkeys-cluster, CLUSTER, true"
  })
  void schemeSelectsTheTopologyAndTls(String scheme, RedisAddress.Topology topology, boolean tls) {
    assertThat(new RedisBrokerProvider().schemes()).contains(scheme);
    RedisAddress address = address(scheme + "://localhost:7000" + masterOf(topology));
    assertThat(address.topology()).isEqualTo(topology);
    assertThat(address.servers()).allSatisfy(server -> assertThat(server.isSsl()).isEqualTo(tls));
    assertThat(address.at("localhost", 6379).isSsl()).isEqualTo(tls);
  }

  private static String masterOf(RedisAddress.Topology topology) {
    return topology == RedisAddress.Topology.SENTINEL ? "?master=mymaster" : "";
  }

  private static void assertKnown(RedisURI server, String login) {
    assertThat(server.getCredentialsProvider())
        .isInstanceOfSatisfying(
            ImmediateRedisCredentialsProvider.class,
            provider -> {
              var known = provider.resolveCredentialsNow();
              assertThat(
                      known.hasPassword()
                          ? known.getUsername() + ":" + new String(known.getPassword())
                          : "none")
                  .isEqualTo(login);
            });
  }

  private static RedisAddress address(String uri) {
    var config = new BrokerConfig(URI.create(uri), "app", Duration.ofSeconds(1), Map.of());
    return RedisOptions.of(config).address();
  }
}
