package io.sidecast.conformance.rabbitmq;

import static io.sidecast.examples.brokers.BrokerKind.RABBITMQ;

import io.sidecast.conformance.BrokerProgram;
import io.sidecast.conformance.ChildProcessBroker;
import io.sidecast.conformance.LocalPrograms;
import io.sidecast.conformance.Ports;
import io.sidecast.conformance.TemporaryFolder;
import io.sidecast.examples.brokers.LocalProgram;
import io.sidecast.examples.brokers.RabbitMqProgram;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** Two RabbitMQ nodes that form a cluster. Confined to the test thread. */
final class RabbitMqServers implements AutoCloseable {

  /** Lets the nodes find each other, and lets the first one start alone. */
  private static final String CLUSTER =
      """
      cluster_formation.peer_discovery_backend = classic_config
      cluster_formation.classic_config.nodes.1 = one@localhost
      cluster_formation.classic_config.nodes.2 = two@localhost
      cluster_formation.randomized_startup_delay_range.min = 0
      cluster_formation.randomized_startup_delay_range.max = 0
      cluster_formation.discovery_retry_limit = 1
      cluster_formation.discovery_retry_interval = 100
      """;

  /** Ends RabbitMQ when standard input ends, as it does after the end of the parent. */
  private static final String SCRIPT =
      """
      exec 8<&0 </dev/null
      { read -r line <&8; kill -KILL $$; } &
      exec 8<&-
      exec "$0"
      """;

  private final Path home = TemporaryFolder.create("rabbitmq-home");
  private final int mapperPort = Ports.free();
  private final List<ChildProcessBroker> processes = new ArrayList<>();
  private final List<URI> uris = new ArrayList<>();

  private RabbitMqServers() {}

  /** Starts the nodes, one after the other. */
  static RabbitMqServers start() {
    var cluster = new RabbitMqServers();
    cluster.startMapper();
    cluster.startNode("one@localhost");
    cluster.startNode("two@localhost");
    return cluster;
  }

  /** Returns the process of a node. */
  ChildProcessBroker get(int index) {
    return processes.get(index + 1);
  }

  /** Returns the address of a node. */
  URI uri(int index) {
    return uris.get(index);
  }

  /** Returns the addresses of both nodes in one URI. */
  String uri() {
    return "amqp://" + uris.get(0).getAuthority() + "," + uris.get(1).getAuthority();
  }

  /** Starts the port mapper of Erlang, which survives the nodes. */
  private void startMapper() {
    String port = Integer.toString(mapperPort);
    var command = List.of("epmd", "-port", port, "-address", "127.0.0.1");
    BooleanSupplier ready =
        () -> {
          try (var socket = new Socket(InetAddress.getLoopbackAddress(), mapperPort)) {
            return socket.isConnected();
          } catch (IOException notYet) {
            return false;
          }
        };
    URI uri = URI.create("epmd://127.0.0.1:" + port);
    processes.add(new ChildProcessBroker(new BrokerProgram(uri, command, Map.of(), home, ready)));
  }

  private void startNode(String name) {
    Path folder = TemporaryFolder.create("rabbitmq");
    LocalProgram program =
        RabbitMqProgram.find(Ports.free(), folder)
            .orElseThrow(
                () -> new IllegalStateException("no RabbitMQ to test with: " + RABBITMQ.advice()));
    try {
      Files.writeString(folder.resolve("rabbitmq.conf"), CLUSTER, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot configure RabbitMQ", e);
    }
    var environment = new HashMap<>(program.environment());
    environment.put("HOME", home.toString());
    environment.put("ERL_EPMD_PORT", Integer.toString(mapperPort));
    environment.put("RABBITMQ_NODENAME", name);
    BrokerProgram alone = LocalPrograms.forKit(program);
    String server = folder.resolve("sbin/rabbitmq-server").toString();
    processes.add(
        new ChildProcessBroker(
            new BrokerProgram(
                alone.uri(),
                List.of("sh", "-c", SCRIPT, server),
                environment,
                folder,
                alone.ready())));
    uris.add(program.uri());
  }

  @Override
  public void close() {
    for (int i = processes.size() - 1; i >= 0; i--) {
      processes.get(i).kill();
    }
  }
}
