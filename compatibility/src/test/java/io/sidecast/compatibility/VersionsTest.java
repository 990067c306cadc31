package io.sidecast.compatibility;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.w3c.dom.Element;

/** The class path has the versions of the BOM of Spring Boot. */
class VersionsTest {

  @ParameterizedTest
  @CsvSource({
    "spring-boot, version, org.springframework.boot.SpringApplication",
    "netty-handler, netty.version, io.netty.handler.ssl.SslContext",
    "netty-transport, netty.version, io.netty.channel.Channel",
    "lettuce-core, lettuce.version, io.lettuce.core.RedisClient",
    "amqp-client, rabbit-amqp-client.version, com.rabbitmq.client.ConnectionFactory",
    "kafka-clients, kafka.version, org.apache.kafka.clients.producer.KafkaProducer",
    "jackson-databind, jackson-2-bom.version, com.fasterxml.jackson.databind.ObjectMapper"
  })
  void versionIsThatOfTheBom(String artifact, String property, Class<?> type) throws Exception {
    var jar = Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    assertThat(jar.getFileName())
        .hasToString(artifact + "-" + inBom(property) + ".jar");
  }

  /** Returns the text of the first element with a name. */
  private static String inBom(String element) throws Exception {
    Element project =
        DocumentBuilderFactory.newDefaultInstance()
            .newDocumentBuilder()
            .parse(Path.of(System.getProperty("bom")).toFile())
            .getDocumentElement();
    return project.getElementsByTagName(element).item(0).getTextContent();
  }
}
