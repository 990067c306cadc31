package io.sidecast.examples.kafka;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.Feature;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs one Kafka broker that is its own controller, until SIGTERM or the end of standard input. The
 * arguments are the file with the broker's properties, and the host and port of a listener without
 * login. A file {@code ready} appears in the folder of the properties when the broker serves
 * clients.
 */
public final class EmbeddedKafka {

  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedKafka.class);
  private static final String CLUSTER_ID = "c2lkZWNhc3Qta2Fma2EtMQ";

  private EmbeddedKafka() {}

  public static void main(String[] args) {
    int status = 1;
    try {
      run(Path.of(args[0]), args[1]);
      status = 0;
    } catch (Exception failure) {
      LOG.error("Kafka failed", failure);
    }
    System.exit(status);
  }

  private static void run(Path file, String address) throws Exception {
    Path ready = file.resolveSibling("ready");
    Files.deleteIfExists(ready);
    Properties properties = read(file);
    format(properties);
    var server = new KafkaRaftServer(KafkaConfig.fromProps(properties, false), Time.SYSTEM);
    Runtime.getRuntime().addShutdownHook(new Thread(server::shutdown, "shutdown"));
    server.startup();
    useOnce(address);
    Files.createFile(ready);
    awaitEndOfInput();
  }

  private static Properties read(Path file) throws IOException {
    var properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    }
    return properties;
  }

  /** Formats the data folder, unless a former run has done so. */
  private static void format(Properties properties) throws Exception {
    String folder = properties.getProperty("log.dirs");
    new Formatter()
        .setClusterId(CLUSTER_ID)
        .setNodeId(Integer.parseInt(properties.getProperty("node.id")))
        .setControllerListenerName(properties.getProperty("controller.listener.names"))
        .setSupportedFeatures(Feature.PRODUCTION_FEATURES)
        .setMetadataLogDirectory(folder)
        .addDirectory(folder)
        .setIgnoreFormatted(true)
        .run();
  }

  /**
   * Publishes one record. A broker listens before its partitions have a leader, with many
   * partitions long before.
   */
  private static void useOnce(String address) throws Exception {
    String topic = "ready-" + System.nanoTime();
    Map<String, Object> at = Map.of("bootstrap.servers", address);
    var bytes = new ByteArraySerializer();
    try (Admin admin = Admin.create(at);
        var producer = new KafkaProducer<>(at, bytes, bytes)) {
      admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get();
      producer.send(new ProducerRecord<>(topic, new byte[0])).get();
      admin.deleteTopics(List.of(topic)).all().get();
    }
  }

  /**
   * Waits until standard input ends. The parent holds the other end and closes it when it exits, at
   * the latest.
   */
  private static void awaitEndOfInput() throws IOException {
    while (System.in.read() >= 0) {
      // the input is ignored
    }
  }
}
