package io.sidecast.conformance.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.sidecast.SocketIoServer;
import io.sidecast.broker.BrokerConfig;
import io.sidecast.conformance.Ports;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Starts that fail with a secret in each place of the URI and of the properties of a broker, for
 * every provider of the class path. No message, cause, log line or description contains the secret.
 * Confined to the test thread.
 */
@Timeout(120)
@Tag("slow")
class SecretsTest {

  private static final String SECRET = SecretWatch.SECRET;
  private static final String ENCODED = "s3cr3t%2DXyzzy";

  private final SecretWatch watch = new SecretWatch();

  @AfterEach
  void stop() {
    watch.close();
  }

  static Stream<Arguments> uris() {
    String dead = "127.0.0.1:" + Ports.free();
    List<Arguments> uris = new ArrayList<>();
    for (String scheme : List.of("redis", "amqp", "kafka", "nats", "memory")) {
      for (String secret : List.of(SECRET, ENCODED, SecretWatch.SPECIAL)) {
        for (String form :
            List.of(
                "%s://joe:%s@" + dead,
                "%s://%s@" + dead,
                "%s://joe:12?%s@" + dead,
                "%s://joe:12/%s@" + dead,
                "%s://joe:12#%s@" + dead,
                "%s://joe:12@%s@" + dead,
                "%s://joe:12:%s@" + dead,
                "%s://joe:12%%%s@" + dead,
                "%s://joe:12,%s@" + dead,
                "%s://joe:%s",
                "%s://" + dead + "?%s",
                "%s://" + dead + "?password=%s",
                "%s://" + dead + "?token=%s",
                "%s://" + dead + "?sasl.jaas.config=%s",
                "%s://" + dead + "?command_timeout=%s",
                "%s://" + dead + "?max_envelope_bytes=%s",
                "%s://" + dead + "?tls_verify=%s",
                "%s://" + dead + "?tls_ca=%s",
                "%s://" + dead + "?compression=%s",
                "%s:%s@" + dead)) {
          uris.add(Arguments.of(form.formatted(scheme, secret)));
        }
      }
    }
    return uris.stream();
  }

  @ParameterizedTest
  @MethodSource("uris")
  void noTextOfAFailedStartHasTheSecretOfItsUri(String uri) {
    start(uri, Map.of());
    watch.assertNoSecret();
  }

  @ParameterizedTest
  @MethodSource("schemes")
  void noTextHasTheSecretOfAProperty(String scheme) {
    for (String key : List.of("password", "sentinel_password", "sasl", "ping_interval", SECRET)) {
      start(scheme + "://joe:pw@127.0.0.1:" + Ports.free(), Map.of(key, SECRET));
    }
    watch.assertNoSecret();
  }

  static Stream<String> schemes() {
    return Stream.of("redis", "amqp", "kafka", "nats", "memory");
  }

  @Test
  void aConfigurationDescribesItselfWithoutSecrets() {
    var config =
        new BrokerConfig(
            URI.create("redis://joe:" + SECRET + "@h:1,i:2/3?password=" + SECRET),
            "app",
            Duration.ofSeconds(5),
            Map.of("sentinel_password", SECRET));
    assertThat(config)
        .hasToString(
            "BrokerConfig[uri=redis://h:1,i:2, prefix=app, timeout=PT5S,"
                + " properties=[sentinel_password]]");
  }

  @Test
  void theStartSaysWhichBrokerItUsesAndFromWhere() {
    start("redis://joe:" + SECRET + "@127.0.0.1:" + Ports.free(), Map.of());
    assertThat(watch.texts())
        .filteredOn(text -> text.contains("starts: broker redis://127.0.0.1:"))
        .hasSize(1)
        .allMatch(text -> text.endsWith("chosen by the application"));
    watch.texts().clear();
    start("none", Map.of());
    assertThat(watch.texts())
        .filteredOn(text -> text.endsWith("starts: broker none, chosen by the application"))
        .hasSize(1);
  }

  private void start(String uri, Map<String, String> properties) {
    var builder =
        SocketIoServer.builder()
            .port(0)
            .host("127.0.0.1")
            .broker(uri)
            .brokerTimeout(Duration.ofMillis(300));
    properties.forEach(builder::brokerProperty);
    try (SocketIoServer server = builder.build()) {
      server.start();
    } catch (RuntimeException failure) {
      watch.add(failure);
    }
  }
}
