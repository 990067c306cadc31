package io.sidecast.conformance.kafka;

import static io.sidecast.examples.brokers.BrokerKind.KAFKA;

import io.sidecast.conformance.ChildProcessBroker;
import io.sidecast.conformance.LocalPrograms;
import io.sidecast.conformance.Ports;
import io.sidecast.conformance.TemporaryFolder;
import io.sidecast.examples.brokers.KafkaProgram;
import io.sidecast.examples.brokers.LocalProgram;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Three Kafka brokers that form a cluster, each of them also a controller. A topic has three
 * replicas by default. Confined to the test thread.
 */
final class KafkaServers implements AutoCloseable {

  private static final int SIZE = 3;

  /** The properties that all brokers share; a dead broker is noticed after the session timeout. */
  private static final Map<String, String> SHARED =
      Map.of(
          "default.replication.factor", "3",
          "min.insync.replicas", "2",
          "offsets.topic.replication.factor", "3",
          "broker.heartbeat.interval.ms", "500",
          "broker.session.timeout.ms", "4000",
          "auto.leader.rebalance.enable", "false");

  private final List<Server> servers;

  /** One broker: its address and its process. */
  record Server(URI uri, ChildProcessBroker process) {}

  private KafkaServers(List<Server> servers) {
    this.servers = servers;
  }

  /** Starts the brokers at once, because none is ready without another one. */
  static KafkaServers start() {
    List<Integer> controllers = IntStream.range(0, SIZE).mapToObj(i -> Ports.free()).toList();
    List<LocalProgram> programs =
        IntStream.range(0, SIZE).mapToObj(i -> program(i, controllers)).toList();
    List<CompletableFuture<Server>> starting =
        programs.stream()
            .map(
                program ->
                    CompletableFuture.supplyAsync(
                        () ->
                            new Server(
                                program.uri(),
                                new ChildProcessBroker(LocalPrograms.forKit(program))),
                        task -> new Thread(task, "kafka-start").start()))
            .toList();
    return new KafkaServers(starting.stream().map(CompletableFuture::join).toList());
  }

  /** Returns the broker with an id, which is from 1 to 3. */
  Server get(int id) {
    return servers.get(id - 1);
  }

  /** Returns the addresses of all brokers in one URI. */
  URI uri() {
    return URI.create(
        servers.stream()
            .map(server -> server.uri().getAuthority())
            .collect(Collectors.joining(",", "kafka://", "")));
  }

  @Override
  public void close() {
    Stream<Server> all = servers.stream();
    all.forEach(server -> server.process().kill());
  }

  private static LocalProgram program(int index, List<Integer> controllers) {
    Path folder = TemporaryFolder.create("kafka");
    int proxied = Ports.free();
    var ports =
        new KafkaProgram.Listeners(
            Ports.free(), Ports.free(), proxied, proxied, controllers.get(index));
    LocalProgram program =
        KafkaProgram.find(ports, folder)
            .orElseThrow(() -> new IllegalStateException("no Kafka: " + KAFKA.advice()));
    String voters =
        IntStream.range(0, SIZE)
            .mapToObj(i -> (i + 1) + "@127.0.0.1:" + controllers.get(i))
            .collect(Collectors.joining(","));
    try {
      Path file = folder.resolve("server.properties");
      var properties = new Properties();
      try (Reader reader = Files.newBufferedReader(file)) {
        properties.load(reader);
      }
      properties.putAll(SHARED);
      properties.put("node.id", Integer.toString(index + 1));
      properties.put("controller.quorum.voters", voters);
      try (Writer writer = Files.newBufferedWriter(file)) {
        properties.store(writer, null);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot configure Kafka", e);
    }
    return program;
  }
}
