package io.sidecast.conformance.redis;

import static io.sidecast.conformance.BrokerHarness.room;
import static io.sidecast.conformance.OfKind.ofKind;
import static org.assertj.core.api.Assertions.assertThat;

import io.sidecast.broker.BrokerException;
import io.sidecast.broker.BrokerException.Kind;
import io.sidecast.broker.Channel;
import io.sidecast.broker.redis.RedisBrokerProvider;
import io.sidecast.conformance.HarnessNode;
import io.sidecast.conformance.Ports;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Tests of TLS and users of broker-redis against real servers that require them. Confined to the
 * test thread.
 */
@Tag("slow")
class RedisSecurityTest {

  private static final Channel ROOM = room("secret");
  private static final RedisCertificates HERE = RedisCertificates.of("IP:127.0.0.1");
  private static final String CA = "tls_ca=" + HERE.authority();

  /** The rights that {@code docs/brokers/redis.md} lists. */
  private static final String RIGHTS =
      "resetchannels &failover:* nocommands +hello +auth +client|setname +select"
          + " +ping +publish +subscribe +unsubscribe";

  private final OpenNodes nodes = new OpenNodes(new RedisBrokerProvider());

  @Test
  void certificateOfAKnownAuthorityIsTrusted() {
    int port = Ports.free();
    RedisServer redis = RedisServer.start(HERE.arguments(port).toArray(String[]::new));
    try (nodes) {
      String uri = "rediss://127.0.0.1:" + port;
      assertWorks(uri + "?" + CA);
      assertWorks(uri + "?tls_verify=none");
      BrokerException unknown = nodes.openFailure(uri);
      assertThat(unknown).is(ofKind(Kind.UNAVAILABLE));
      assertThat(unknown).hasMessageContaining("tls_ca");
      assertThat(nodes.openFailure("redis://127.0.0.1:" + port))
          .is(ofKind(Kind.UNAVAILABLE, Kind.TIMEOUT));
      assertThat(nodes.openFailure("rediss://127.0.0.1:" + redis.port() + "?" + CA))
          .is(ofKind(Kind.UNAVAILABLE, Kind.TIMEOUT));
    } finally {
      redis.process().stop();
    }
  }

  @Test
  void certificateOfAnotherHostIsRefusedUnlessOnlyTheAuthorityCounts() {
    int port = Ports.free();
    RedisCertificates elsewhere = RedisCertificates.of("DNS:redis.example");
    RedisServer redis = RedisServer.start(elsewhere.arguments(port).toArray(String[]::new));
    try (nodes) {
      String uri = "rediss://127.0.0.1:" + port + "?tls_ca=" + elsewhere.authority();
      assertThat(nodes.openFailure(uri)).is(ofKind(Kind.UNAVAILABLE));
      assertWorks(uri + "&tls_verify=ca");
      assertThat(nodes.openFailure("rediss://127.0.0.1:" + port + "?tls_verify=ca"))
          .is(ofKind(Kind.UNAVAILABLE));
    } finally {
      redis.process().stop();
    }
  }

  @Test
  void sentinelsAndTheirMasterAreReachedByTls() {
    int port = Ports.free();
    int sentinelPort = Ports.free();
    RedisServer master = RedisServer.start(HERE.arguments(port).toArray(String[]::new));
    RedisServer sentinel =
        RedisServer.startSentinel(
            Stream.concat(
                    HERE.settings(sentinelPort),
                    Stream.of("sentinel monitor mymaster 127.0.0.1 " + port + " 1"))
                .toArray(String[]::new));
    try (nodes) {
      assertWorks("rediss-sentinel://127.0.0.1:" + sentinelPort + "/?" + CA + "#mymaster");
    } finally {
      sentinel.process().stop();
      master.process().stop();
    }
  }

  @Test
  void clusterIsReachedByTls() {
    var ports = new ArrayList<Integer>();
    try (var cluster =
            RedisClusterServers.start(
                () -> {
                  ports.add(Ports.free());
                  return Stream.concat(
                      HERE.arguments(ports.get(ports.size() - 1)),
                      Stream.of("--tls-cluster", "yes"));
                });
        nodes) {
      assertThat(cluster.servers()).hasSize(ports.size());
      String hosts =
          ports.stream().map(port -> "127.0.0.1:" + port).collect(Collectors.joining(","));
      assertWorks("rediss-cluster://" + hosts + "?" + CA);
    }
  }

  @Test
  void leastRightsAreEnough() {
    RedisServer redis = RedisServer.start();
    try (nodes) {
      allow(redis, RIGHTS);
      assertWorks("redis://app:p%40ss+word@127.0.0.1:" + redis.port() + "/3");
      redis.cli("ACL", "SETUSER", "app", "resetchannels", "&other:*");
      HarnessNode node = nodes.open("redis://app:p%40ss+word@127.0.0.1:" + redis.port());
      var failure = HarnessNode.failure(node.subscribeAsync(ROOM), OpenNodes.MAX_WAIT);
      assertThat(failure).is(ofKind(Kind.REFUSED));
      assertThat(HarnessNode.failure(node.publishAsync(ROOM, ""), OpenNodes.MAX_WAIT))
          .is(ofKind(Kind.REFUSED));
    } finally {
      redis.process().stop();
    }
  }

  @Test
  void leastRightsAreEnoughBehindSentinels() {
    try (var redis = RedisSentinelServers.start(3_600_000);
        nodes) {
      allow(redis.master(), RIGHTS + " +role");
      assertWorks(redis.uri().replace("//", "//app:p%40ss+word@"));
    }
  }

  @Test
  void leastRightsAreEnoughInACluster() {
    try (var cluster = RedisClusterServers.start();
        nodes) {
      String rights = " +spublish +ssubscribe +sunsubscribe +info +cluster|info +cluster|slots";
      cluster.servers().forEach(server -> allow(server, RIGHTS + rights));
      assertWorks(cluster.uri("redis-cluster").toString().replace("//", "//app:p%40ss+word@"));
      assertThat(nodes.openFailure(cluster.uri("redis-cluster") + "/1"))
          .is(ofKind(Kind.BAD_CONFIG));
    }
  }

  private void assertWorks(String uri) {
    List<HarnessNode> both = List.of(nodes.open(uri), nodes.open(uri));
    both.forEach(node -> node.subscribe(ROOM));
    nodes.assertConnected(both, ROOM);
  }

  private static void allow(RedisServer redis, String rights) {
    String rule = "ACL SETUSER app on >p@ss+word " + rights;
    redis.cli(rule.split(" "));
  }
}
