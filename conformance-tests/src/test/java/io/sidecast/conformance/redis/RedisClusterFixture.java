package io.sidecast.conformance.redis;

import io.sidecast.conformance.BrokerFixture;
import io.sidecast.conformance.BrokerProcess;
import io.sidecast.conformance.FaultProxy;
import io.sidecast.conformance.Faults;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A Redis Cluster whose nodes announce only their ports: a client uses the host at which it found
 * one node for all of them. The network with faults is therefore another host, 127.0.0.2. Confined
 * to the test thread.
 */
final class RedisClusterFixture implements BrokerFixture {

  private @Nullable RedisClusterServers cluster;
  private @Nullable Faults faults;

  @Override
  public String name() {
    return "Redis Cluster";
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
    var started =
        RedisClusterServers.start("--cluster-preferred-endpoint-type", "unknown-endpoint");
    cluster = started;
    faults =
        new FaultProxies(
            started.servers().stream().map(RedisClusterFixture::proxy).toList(),
            broker -> URI.create("redis-cluster://127.0.0.2:" + broker.getPort()));
  }

  @Override
  public URI uri() {
    return URI.create("redis-cluster://" + RedisClusterServers.address(started().servers().get(0)));
  }

  @Override
  public Optional<BrokerProcess> process() {
    return Optional.of(started().process());
  }

  @Override
  public Optional<Faults> faults() {
    return Optional.ofNullable(faults);
  }

  @Override
  public void stop() {
    if (cluster != null) {
      cluster.close();
    }
  }

  private RedisClusterServers started() {
    if (cluster == null) {
      throw new IllegalStateException("not started");
    }
    return cluster;
  }

  private static FaultProxy proxy(RedisServer server) {
    URI redis = URI.create("redis://" + RedisClusterServers.address(server));
    return new FaultProxy(new InetSocketAddress("127.0.0.2", server.port()), () -> redis);
  }
}
