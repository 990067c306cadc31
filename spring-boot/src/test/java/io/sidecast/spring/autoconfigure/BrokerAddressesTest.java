package io.sidecast.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sidecast.spring.SidecastConnectionDetails;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.springframework.boot.amqp.autoconfigure.RabbitAutoConfiguration;
import org.springframework.boot.amqp.autoconfigure.RabbitConnectionDetails;
import org.springframework.boot.amqp.autoconfigure.RabbitProperties;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.boot.data.redis.autoconfigure.DataRedisProperties;
import org.springframework.boot.kafka.autoconfigure.KafkaAutoConfiguration;
import org.springframework.boot.kafka.autoconfigure.KafkaConnectionDetails;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

/** The addresses of brokers that follow from the properties of Spring Boot. */
class BrokerAddressesTest {

  private final ApplicationContextRunner runner =
      new ApplicationContextRunner()
          .withConfiguration(
              AutoConfigurations.of(
                  SslAutoConfiguration.class,
                  DataRedisAutoConfiguration.class,
                  RabbitAutoConfiguration.class,
                  KafkaAutoConfiguration.class));

  private SidecastConnectionDetails redis(String... properties) {
    return of(
        context ->
            RedisBrokerConfiguration.detailsOf(
                context.getBean(DataRedisConnectionDetails.class),
                context.getBean(DataRedisProperties.class).getUrl()),
        properties);
  }

  private SidecastConnectionDetails rabbit(String... properties) {
    return of(
        context ->
            RabbitBrokerConfiguration.detailsOf(
                context.getBean(RabbitConnectionDetails.class),
                context.getBean(RabbitProperties.class).getSsl()),
        properties);
  }

  private SidecastConnectionDetails kafka(String... properties) {
    return of(
        context ->
            KafkaBrokerConfiguration.detailsOf(
                context.getBean(KafkaConnectionDetails.class),
                context.getBean(KafkaProperties.class).getProperties()),
        properties);
  }

  private SidecastConnectionDetails of(
      Function<ApplicationContext, SidecastConnectionDetails> read, String... properties) {
    var found = new SidecastConnectionDetails[1];
    runner.withPropertyValues(properties).run(context -> found[0] = read.apply(context));
    return found[0];
  }

  @Test
  void addressOfRedis() {
    assertThat(redis().uri()).isEqualTo("redis://localhost:6379/0");
    assertThat(
            redis(
                    "spring.data.redis.host=::1",
                    "spring.data.redis.port=7",
                    "spring.data.redis.database=2",
                    "spring.data.redis.username=us er",
                    "spring.data.redis.password=p@ss:w/rd")
                .uri())
        .isEqualTo("redis://us%20er:p%40ss%3Aw%2Frd@[::1]:7/2");
    assertThat(redis("spring.data.redis.url=rediss://:secret@redis:7000/1").uri())
        .isEqualTo("rediss://:secret@redis:7000/1");
    assertThat(redis("spring.data.redis.ssl.enabled=true").uri())
        .isEqualTo("rediss://localhost:6379/0");
  }

  @Test
  void addressesOfSentinelsAndOfACluster() {
    var sentinels =
        redis(
            "spring.data.redis.sentinel.master=mymaster",
            "spring.data.redis.sentinel.nodes=a:1,b:2",
            "spring.data.redis.sentinel.password=secret",
            "spring.data.redis.password=other");
    assertThat(sentinels.uri()).isEqualTo("redis-sentinel://:other@a:1,b:2/0");
    assertThat(sentinels.properties())
        .isEqualTo(Map.of("master", "mymaster", "sentinel_password", "secret"));
    assertThat(redis("spring.data.redis.cluster.nodes=a:1,b:2").uri())
        .isEqualTo("redis-cluster://a:1,b:2");
  }

  @Test
  void addressesOfRabbitMq() {
    assertThat(rabbit().uri()).isEqualTo("amqp://guest:guest@localhost:5672");
    assertThat(
            rabbit(
                    "spring.rabbitmq.addresses=a:1,b:2",
                    "spring.rabbitmq.username=user",
                    "spring.rabbitmq.password=p/w",
                    "spring.rabbitmq.virtual-host=my host",
                    "spring.rabbitmq.ssl.enabled=true")
                .uri())
        .isEqualTo("amqps://user:p%2Fw@a:1,b:2/my%20host");
  }

  @Test
  void addressesOfKafka() {
    assertThat(kafka().uri()).isEqualTo("kafka://localhost:9092");
    var secured =
        kafka(
            "spring.kafka.bootstrap-servers=a:1,b:2",
            "spring.kafka.security.protocol=SASL_SSL",
            "spring.kafka.properties.sasl.mechanism=SCRAM-SHA-512",
            "spring.kafka.properties.sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule"
                + " required username=\"user\" password=\"p@ss\";");
    assertThat(secured.uri()).isEqualTo("kafkas://user:p%40ss@a:1,b:2");
    assertThat(secured.properties()).isEqualTo(Map.of("sasl", "SCRAM-SHA-512"));
    assertThatThrownBy(() -> kafka("spring.kafka.security.protocol=SASL_PLAINTEXT"))
        .hasMessageContaining("sasl.jaas.config has no username and password");
  }

  @Test
  void bundleBecomesAFileOfCertificates() throws Exception {
    String certificate = TestCertificates.pem();
    String[] bundle = {
      "spring.ssl.bundle.pem.trusted.truststore.certificate=" + certificate,
      "spring.data.redis.ssl.bundle=trusted",
      "spring.kafka.ssl.bundle=trusted",
      "spring.kafka.security.protocol=SSL",
      "spring.rabbitmq.ssl.bundle=trusted",
      "spring.rabbitmq.ssl.enabled=true"
    };
    for (var details : List.of(redis(bundle), kafka(bundle))) {
      Path file = Path.of(details.properties().get("tls_ca"));
      assertThat(Files.readString(file).strip()).isEqualTo(certificate.strip());
    }
    assertThatThrownBy(() -> rabbit(bundle)).hasMessageContaining("trusts that of the JVM only");
  }
}
