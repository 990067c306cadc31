package io.sidecast.examples.brokers;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A real Kafka broker, from the module embedded-kafka, in a JVM of its own. */
public final class KafkaProgram {

  private static final String CLASS_PATH = "sidecast.kafka.classpath";
  private static final String MAIN = "io.sidecast.examples.kafka.EmbeddedKafka";

  private KafkaProgram() {}

  /**
   * The ports of a broker on 127.0.0.1. Kafka announces an address to its clients, so each way to
   * reach it is a listener with an announced address of its own.
   *
   * @param direct the port for direct clients without a login
   * @param login the port for clients that log in with SASL PLAIN, as {@code user} with the
   *     password {@code pass@word}
   * @param proxied the port for a proxy
   * @param proxy the port of that proxy, which is announced to its clients
   * @param controller the port of the controller
   */
  public record Listeners(int direct, int login, int proxied, int proxy, int controller) {}

  /**
   * Finds the broker that was built in this repository.
   *
   * @param listeners its ports
   * @param folder an empty folder
   * @return the program, empty if embedded-kafka was not built
   */
  public static Optional<LocalProgram> find(Listeners listeners, Path folder) {
    return classPath().map(classPath -> of(classPath, listeners, folder));
  }

  /**
   * Finds the broker that was built in this repository, for direct clients.
   *
   * @param port the port that it will listen on
   * @param folder an empty folder
   * @return the program, empty if embedded-kafka was not built
   */
  public static Optional<LocalProgram> find(int port, Path folder) {
    int proxied = FreePort.find();
    return find(new Listeners(port, FreePort.find(), proxied, proxied, FreePort.find()), folder);
  }

  private static LocalProgram of(String classPath, Listeners listeners, Path folder) {
    Path properties = folder.resolve("server.properties");
    try {
      Files.write(properties, properties(listeners, folder));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write the properties of Kafka", e);
    }
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xms64m", "-Xmx384m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    String direct = "127.0.0.1:" + listeners.direct();
    command.addAll(List.of("-cp", classPath, MAIN, properties.toString(), direct));
    return new LocalProgram(
        URI.create("kafka://" + direct),
        command,
        Map.of(),
        folder,
        () -> Files.exists(folder.resolve("ready")) && accepts(listeners.direct()));
  }

  /**
   * Returns the properties of one node that is broker and controller, keeps one replica, and starts
   * quickly.
   */
  private static List<String> properties(Listeners at, Path folder) {
    String host = "://127.0.0.1:";
    String own = "DIRECT" + host + at.direct() + ",LOGIN" + host + at.login() + ",PROXIED" + host;
    return List.of(
        "process.roles=broker,controller",
        "node.id=1",
        "controller.quorum.voters=1@127.0.0.1:" + at.controller(),
        "listeners=" + own + at.proxied() + ",CONTROLLER" + host + at.controller(),
        "advertised.listeners=" + own + at.proxy(),
        "listener.security.protocol.map="
            + "DIRECT:PLAINTEXT,LOGIN:SASL_PLAINTEXT,PROXIED:PLAINTEXT,CONTROLLER:PLAINTEXT",
        "listener.name.login.sasl.enabled.mechanisms=PLAIN",
        "listener.name.login.plain.sasl.jaas.config="
            + "org.apache.kafka.common.security.plain.PlainLoginModule required"
            + " user_user=\"pass@word\";",
        "controller.listener.names=CONTROLLER",
        "inter.broker.listener.name=DIRECT",
        "log.dirs=" + folder.resolve("data"),
        "log.cleaner.dedupe.buffer.size=2097152",
        "offsets.topic.num.partitions=1",
        "offsets.topic.replication.factor=1",
        "transaction.state.log.num.partitions=1",
        "transaction.state.log.replication.factor=1",
        "transaction.state.log.min.isr=1",
        "share.coordinator.state.topic.num.partitions=1",
        "share.coordinator.state.topic.replication.factor=1",
        "share.coordinator.state.topic.min.isr=1",
        "group.initial.rebalance.delay.ms=0",
        "auto.create.topics.enable=false");
  }

  /**
   * Returns the class path that the build of embedded-kafka has written, with the classes beside
   * it.
   */
  private static Optional<String> classPath() {
    try {
      String given = System.getProperty(CLASS_PATH);
      Path target = home().resolve("embedded-kafka").resolve("target");
      Path file = given == null ? target.resolve("classpath.txt") : Path.of(given);
      if (!Files.exists(file)) {
        return Optional.empty();
      }
      Path classes = file.toAbsolutePath().resolveSibling("classes");
      return Optional.of(classes + File.pathSeparator + Files.readString(file).strip());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the class path of Kafka", e);
    }
  }

  /**
   * Returns the folder of this class's module; the class is in target/classes, or in a jar in
   * target.
   */
  private static Path home() {
    try {
      URI code = KafkaProgram.class.getProtectionDomain().getCodeSource().getLocation().toURI();
      return Path.of(code).resolveSibling("..").normalize();
    } catch (URISyntaxException e) {
      throw new IllegalStateException("the location of these classes is unknown", e);
    }
  }

  private static boolean accepts(int port) {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException notYet) {
      return false;
    }
  }
}
