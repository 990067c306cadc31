package io.sidecast.examples.kafka;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.Feature;

/**
 * Runs one Kafka broker that is its own controller, until SIGTERM or the end of its input. Its only
 * argument is the file with the broker's properties; a file {@code ready} appears beside it when
 * clients are served.
 */
public final class EmbeddedKafka {

  private static final String CLUSTER_ID = "c2lkZWNhc3Qta2Fma2EtMQ";

  private EmbeddedKafka() {}

  public static void main(String[] args) throws Exception {
    Path file = Path.of(args[0]);
    Path ready = file.resolveSibling("ready");
    Files.deleteIfExists(ready);
    Properties properties = read(file);
    format(properties);
    var server = new KafkaRaftServer(KafkaConfig.fromProps(properties, false), Time.SYSTEM);
    Runtime.getRuntime().addShutdownHook(new Thread(server::shutdown, "shutdown"));
    server.startup();
    Files.createFile(ready);
    awaitEndOfInput();
    System.exit(0);
  }

  private static Properties read(Path file) throws IOException {
    var properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    }
    return properties;
  }

  /** Prepares the data folder, unless that was done by a former run. */
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

  /** The parent holds the other end, and lets go of it at the latest when it ends. */
  private static void awaitEndOfInput() throws IOException {
    while (System.in.read() >= 0) {
      // Nobody says anything.
    }
  }
}
