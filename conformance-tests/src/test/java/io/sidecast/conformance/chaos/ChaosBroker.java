package io.sidecast.conformance.chaos;

import static io.sidecast.examples.brokers.BrokerKind.KAFKA;
import static io.sidecast.examples.brokers.BrokerKind.NATS;
import static io.sidecast.examples.brokers.BrokerKind.RABBITMQ;
import static io.sidecast.examples.brokers.BrokerKind.REDIS;

import io.sidecast.conformance.ChildProcessBroker;
import io.sidecast.conformance.FaultProxy;
import io.sidecast.conformance.LocalPrograms;
import io.sidecast.conformance.Ports;
import io.sidecast.conformance.TemporaryFolder;
import io.sidecast.examples.brokers.BrokerKind;
import io.sidecast.examples.brokers.KafkaProgram;
import io.sidecast.examples.brokers.LocalProgram;
import io.sidecast.examples.brokers.RabbitMqProgram;
import io.sidecast.examples.brokers.RedisProgram;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A message broker in a process of its own, with one link to it that can fail. Confined to the test
 * thread.
 *
 * @param process the process
 * @param uri its address, with the login of the nodes
 * @param link the proxy through which one node connects
 * @param data the folder of its stored data, if the broker stores any
 * @param control its administration
 */
record ChaosBroker(
    ChildProcessBroker process,
    URI uri,
    FaultProxy link,
    Optional<Path> data,
    BrokerControl control)
    implements AutoCloseable {

  /** The names of all brokers. */
  static final List<String> NAMES = List.of("redis", "nats", "rabbitmq", "kafka");

  /** Starts the broker of a name and returns when it answers. */
  static ChaosBroker start(String name) {
    Path folder = TemporaryFolder.create(name);
    return switch (name) {
      case "redis" -> redis(folder);
      case "nats" -> {
        LocalProgram program = installed(NATS, NatsControl.find(Ports.free(), folder));
        yield of(program, Optional.empty(), new NatsControl(folder));
      }
      case "rabbitmq" -> {
        LocalProgram program = installed(RABBITMQ, RabbitMqProgram.find(Ports.free(), folder));
        Path data = folder.resolve("mnesia");
        yield of(program, Optional.of(data), new RabbitMqControl(program));
      }
      case "kafka" -> kafka(folder);
      default -> throw new IllegalArgumentException(name + " is none of " + NAMES);
    };
  }

  private static ChaosBroker redis(Path folder) {
    LocalProgram found = installed(REDIS, RedisProgram.find(Ports.free(), folder));
    LocalProgram program = RedisControl.withUser(found);
    return of(program, Optional.empty(), new RedisControl(program.uri().getPort()));
  }

  private static ChaosBroker of(LocalProgram program, Optional<Path> data, BrokerControl control) {
    URI uri = program.uri();
    return new ChaosBroker(running(program), uri, link(0, uri), data, control);
  }

  /** Starts Kafka, which announces the port of the proxy to the clients that come through it. */
  private static ChaosBroker kafka(Path folder) {
    var ports =
        new KafkaProgram.Listeners(
            Ports.free(), Ports.free(), Ports.free(), Ports.free(), Ports.free());
    LocalProgram program = installed(KAFKA, KafkaProgram.find(ports, folder));
    KafkaControl.requireLogin(program);
    URI behindLink = URI.create("kafka://127.0.0.1:" + ports.proxied());
    FaultProxy link = link(ports.proxy(), behindLink);
    var control = new KafkaControl(program.uri());
    ChildProcessBroker process = running(program);
    control.restoreLogin();
    Path data = folder.resolve("data");
    return new ChaosBroker(
        process, KafkaControl.withLogin(ports), link, Optional.of(data), control);
  }

  private static LocalProgram installed(BrokerKind kind, Optional<LocalProgram> found) {
    return found.orElseThrow(
        () -> new IllegalStateException("no " + kind.title() + " to test with: " + kind.advice()));
  }

  private static ChildProcessBroker running(LocalProgram program) {
    return new ChildProcessBroker(LocalPrograms.forKit(program));
  }

  private static FaultProxy link(int port, URI target) {
    var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    return new FaultProxy(address, () -> target);
  }

  /** Deletes the data of the stopped process. */
  void deleteData() {
    data.ifPresent(
        folder -> {
          try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
          } catch (IOException e) {
            throw new UncheckedIOException("cannot delete " + folder, e);
          }
        });
  }

  @Override
  public void close() {
    link.close();
    process.stop();
  }
}
