package io.sidecast.spring.autoconfigure;

import io.sidecast.spring.SidecastConnectionDetails;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.kafka.autoconfigure.KafkaConnectionDetails;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The Kafka of the application as the broker. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass(
    value = KafkaConnectionDetails.class,
    name = "io.sidecast.broker.kafka.KafkaBrokerProvider")
class KafkaBrokerConfiguration {

  private static final String ORIGIN = "spring.kafka";
  private static final Pattern USER = Pattern.compile("username=\"((?:[^\"\\\\]|\\\\.)*)\"");
  private static final Pattern PASSWORD = Pattern.compile("password=\"((?:[^\"\\\\]|\\\\.)*)\"");

  @Bean
  @ConditionalOnBean(KafkaConnectionDetails.class)
  ApplicationBroker sidecastKafka(KafkaConnectionDetails kafka, KafkaProperties settings) {
    return new ApplicationBroker(ORIGIN, () -> detailsOf(kafka, settings.getProperties()));
  }

  static SidecastConnectionDetails detailsOf(
      KafkaConnectionDetails kafka, Map<String, String> settings) {
    var properties = new HashMap<String, String>();
    String protocol = protocolOf(kafka, settings);
    SslBundle bundle = kafka.getSslBundle();
    boolean tls = protocol.endsWith("SSL");
    if (tls && bundle != null) {
      TrustedCertificates.of(bundle, ORIGIN)
          .ifPresent(file -> properties.put("tls_ca", file.toString()));
    }
    String user = null;
    String password = null;
    if (protocol.startsWith("SASL")) {
      String login = settings.getOrDefault("sasl.jaas.config", "");
      user = find(USER, login);
      password = find(PASSWORD, login);
      if (user == null || password == null) {
        throw new IllegalStateException(
            "%s.properties.sasl.jaas.config has no username and password: set sidecast.broker.uri"
                .formatted(ORIGIN));
      }
      properties.put("sasl", settings.getOrDefault("sasl.mechanism", "PLAIN"));
    }
    String scheme = tls ? "kafkas" : "kafka";
    String uri = BrokerUri.of(scheme, user, password, kafka.getBootstrapServers());
    return new BrokerUri(uri, Map.copyOf(properties));
  }

  private static String protocolOf(KafkaConnectionDetails kafka, Map<String, String> settings) {
    return Optional.ofNullable(kafka.getSecurityProtocol())
        .or(() -> Optional.ofNullable(settings.get("security.protocol")))
        .orElse(kafka.getSslBundle() == null ? "PLAINTEXT" : "SSL")
        .toUpperCase(Locale.ROOT);
  }

  private static @Nullable String find(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    return matcher.find() ? matcher.group(1).replaceAll("\\\\(.)", "$1") : null;
  }
}
