package io.sidecast.conformance.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.sidecast.SocketIoServer;
import io.sidecast.cluster.ClusterState;
import io.sidecast.conformance.BrokerFixture;
import io.sidecast.conformance.BrokerProcess;
import io.sidecast.conformance.Ports;
import io.sidecast.conformance.TestClient;
import io.sidecast.conformance.rabbitmq.RabbitMqFixture;
import io.sidecast.conformance.redis.RedisFixture;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Servers with one event loop, on which the client of their broker runs, too. Confined to the test
 * thread.
 */
@Timeout(120)
class SharedLoopIT {

  private final Census before = Census.now();
  private LocalCluster cluster;

  static Stream<BrokerFixture> brokers() {
    return Stream.of(new RedisFixture(), new RabbitMqFixture());
  }

  @AfterEach
  void close() throws Exception {
    cluster.close();
  }

  @ParameterizedTest
  @MethodSource("brokers")
  void brokerRunsOnTheLoopOfItsServer(BrokerFixture broker) throws Exception {
    broker.start(Ports.free());
    try {
      cluster = new LocalCluster(broker.uri().toString());
      List<SocketIoServer> servers = cluster.started(2, options -> options.eventLoops(1));
      assertThat(brokerThreads()).isEmpty();
      delivered(servers);
      restart(broker.process().orElseThrow(), servers);
      delivered(servers);
      servers.forEach(SocketIoServer::close);
      before.awaitNothingMore();
    } finally {
      broker.stop();
    }
  }

  /** Emits to a client of the other server. */
  private void delivered(List<SocketIoServer> servers) {
    TestClient client = cluster.client(servers.get(0));
    LocalCluster.get(servers.get(1).to(client.sid()).emit("hello", 1));
    client.awaits("hello", 1);
  }

  private static void restart(BrokerProcess process, List<SocketIoServer> servers) {
    process.kill();
    awaitState(servers, ClusterState.DOWN);
    process.start();
    awaitState(servers, ClusterState.UP);
  }

  private static void awaitState(List<SocketIoServer> servers, ClusterState state) {
    Awaitility.await("state " + state)
        .atMost(TestClient.MAX_WAIT_SECONDS, TimeUnit.SECONDS)
        .until(() -> servers.stream().allMatch(server -> server.clusterStats().state() == state));
  }

  private static List<String> brokerThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.matches("sidecast-(redis|rabbitmq)-\\d.*"))
        .toList();
  }
}
