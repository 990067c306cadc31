package io.sidecast.conformance.nats;

import static io.sidecast.examples.brokers.BrokerKind.NATS;

import io.sidecast.conformance.ChildProcessBroker;
import io.sidecast.conformance.LocalPrograms;
import io.sidecast.conformance.Ports;
import io.sidecast.conformance.TemporaryFolder;
import io.sidecast.conformance.TestClient;
import io.sidecast.examples.brokers.LocalProgram;
import io.sidecast.examples.brokers.NatsProgram;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** Three NATS servers that form a cluster. Confined to the test thread. */
final class NatsServers implements AutoCloseable {

  private static final int SIZE = 3;

  /** The time within which a server in lame duck mode closes its clients; NATS permits no less. */
  static final int LAME_DUCK_SECONDS = 30;

  private static final String LAME_DUCK =
      """
      lame_duck_grace_period: "1s"
      lame_duck_duration: "%ds"
      """
          .formatted(LAME_DUCK_SECONDS);

  private final List<Server> servers;

  private NatsServers(List<Server> servers) {
    this.servers = servers;
  }

  /**
   * One server.
   *
   * @param uri its address for clients
   * @param process its process
   * @param pid the file with the id of the process
   * @param monitoring its HTTP port
   */
  record Server(URI uri, ChildProcessBroker process, Path pid, int monitoring) {

    private static Server start(String routes, int cluster) {
      Path folder = TemporaryFolder.create("nats");
      Path pid = folder.resolve("pid");
      int monitoring = Ports.free();
      Path file = folder.resolve("nats.conf");
      try {
        Files.writeString(file, LAME_DUCK);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      var arguments =
          Stream.of("-c", file, "-P", pid, "-m", monitoring, "--cluster_name", "kit", "--cluster")
              .map(Object::toString);
      var all =
          Stream.concat(arguments, Stream.of("nats://127.0.0.1:" + cluster, "--routes", routes));
      LocalProgram program =
          NatsProgram.find(Ports.free(), folder, all.toArray(String[]::new))
              .orElseThrow(
                  () -> new IllegalStateException("nats-server is not on PATH: " + NATS.advice()));
      var process = new ChildProcessBroker(LocalPrograms.forKit(program));
      return new Server(program.uri(), process, pid, monitoring);
    }

    /** Starts the server again. */
    void start() {
      process.start();
    }

    /** Lets the server leave the cluster and release its clients over half a minute. */
    void enterLameDuckMode() {
      var command = List.of("nats-server", "--signal", "ldm=" + pid);
      try {
        int status = new ProcessBuilder(command).inheritIO().start().waitFor();
        if (status != 0) {
          throw new IllegalStateException(command + " ended with " + status);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }

    /** Returns the number of clients, 0 after the end of the server. */
    int clients() {
      try {
        return spy().clients();
      } catch (UncheckedIOException ended) {
        return 0;
      }
    }

    private NatsSpy spy() {
      return new NatsSpy(URI.create("http://127.0.0.1:" + monitoring));
    }
  }

  /** Starts the servers and returns when each has a route to each other one. */
  static NatsServers start() {
    List<Integer> ports = IntStream.range(0, SIZE).mapToObj(i -> Ports.free()).toList();
    String routes =
        ports.stream().map(port -> "nats://127.0.0.1:" + port).collect(Collectors.joining(","));
    var cluster = new NatsServers(ports.stream().map(port -> Server.start(routes, port)).toList());
    cluster.awaitRoutes();
    return cluster;
  }

  /** Returns a server. */
  Server get(int index) {
    return servers.get(index);
  }

  /** Returns all servers. */
  List<Server> all() {
    return servers;
  }

  /** Waits until each server has a route to each other one. */
  void awaitRoutes() {
    Awaitility.await("the routes between the servers")
        .atMost(TestClient.MAX_WAIT_SECONDS, TimeUnit.SECONDS)
        .ignoreExceptions()
        .until(() -> servers.stream().allMatch(server -> server.spy().routes() >= SIZE - 1));
  }

  @Override
  public void close() {
    servers.forEach(server -> server.process().stop());
  }
}
