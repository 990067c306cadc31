package io.sidecast.conformance.redis;

import io.sidecast.conformance.BrokerFixture;
import io.sidecast.conformance.BrokerProcess;
import io.sidecast.conformance.FaultProxy;
import io.sidecast.conformance.Faults;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A master that a sentinel monitors under two names: {@code direct} at its own address, and {@code
 * faulty} behind a proxy. The sentinel is configured never to fail over. Confined to the test
 * thread.
 */
final class RedisSentinelFixture implements BrokerFixture {

  private static final String FAULTY = "faulty";
  private static final String NEVER = " 3600000";

  private @Nullable RedisServer master;
  private @Nullable RedisServer sentinel;
  private @Nullable Faults faults;

  @Override
  public String name() {
    return "Redis Sentinel";
  }

  @Override
  public Optional<URI> withLogin(URI broker, String login) {
    return Optional.of(URI.create(broker.toString().replace("://", "://" + login + "@")));
  }

  @Override
  public String supportedSetting() {
    return "max_envelope_bytes";
  }

  @Override
  public void start(int proxyPort) {
    RedisServer redis = RedisServer.start();
    master = redis;
    var toMaster = new FaultProxy(() -> URI.create("redis://127.0.0.1:" + redis.port()));
    RedisServer names =
        RedisServer.startSentinel(
            "sentinel monitor direct 127.0.0.1 " + redis.port() + " 1",
            "sentinel monitor " + FAULTY + " 127.0.0.1 " + toMaster.port() + " 1",
            "sentinel down-after-milliseconds direct" + NEVER,
            "sentinel down-after-milliseconds " + FAULTY + NEVER);
    sentinel = names;
    var toSentinel = new FaultProxy(this::uri);
    faults =
        new FaultProxies(
            List.of(toMaster, toSentinel),
            broker -> uri(toSentinel.port(), FAULTY + "&client_name=" + FAULTY),
            () -> toSentinel.connections() + connectionsOfNodes(redis));
  }

  @Override
  public URI uri() {
    if (sentinel == null) {
      throw new IllegalStateException("not started");
    }
    return uri(sentinel.port(), "direct");
  }

  @Override
  public Optional<BrokerProcess> process() {
    return Optional.ofNullable(master).map(RedisServer::process);
  }

  @Override
  public Optional<Faults> faults() {
    return Optional.ofNullable(faults);
  }

  @Override
  public void stop() {
    for (RedisServer each : new RedisServer[] {sentinel, master}) {
      if (each != null) {
        each.process().stop();
      }
    }
  }

  private static URI uri(int sentinel, String master) {
    return URI.create("redis-sentinel://127.0.0.1:" + sentinel + "/?master=" + master);
  }

  /**
   * Counts the connections of nodes at the master by their client name, because the sentinel
   * connects through the proxy as well.
   */
  private static int connectionsOfNodes(RedisServer redis) {
    var clients = redis.cli("CLIENT", "LIST").lines();
    return (int) clients.filter(client -> client.contains("name=" + FAULTY)).count();
  }
}
