package io.sidecast.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.core.io.ByteArrayResource;

/** Unknown properties fail the start. Variables of other programs do not. */
class PropertyNamesTest {

  private static ConfigurableEnvironment environment(String source, String name) {
    return environment(source, name, "value");
  }

  private static ConfigurableEnvironment environment(String source, String name, String value) {
    ConfigurableEnvironment environment = new StandardEnvironment();
    Map<String, Object> values = Map.of(name, value);
    environment
        .getPropertySources()
        .addFirst(
            source.equals(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME)
                ? new SystemEnvironmentPropertySource(source, values)
                : new MapPropertySource(source, values));
    return environment;
  }

  private static Environment application(String name) {
    return environment("application", name);
  }

  private static Environment variable(String name) {
    return environment(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, name);
  }

  private static Environment variable(String name, String value) {
    return environment(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, name, value);
  }

  private static Environment systemProperty(String name) {
    return environment(StandardEnvironment.SYSTEM_PROPERTIES_PROPERTY_SOURCE_NAME, name);
  }

  @ParameterizedTest
  @CsvSource({
    "sidecast.brokr.uri, sidecast.broker.uri",
    "sidecast.pingIntervall, sidecast.server.ping-interval",
    "sidecast.port, sidecast.server.port",
    "sidecast.server.cors_origin, sidecast.server.cors-origins",
    "sidecast.limits.owed-ack, sidecast.limits.owed-acks",
    "sidecast.server.transport[0], sidecast.server.transports",
    "sidecast.broker.property.tls_ca, sidecast.broker.properties.*",
    "sidecast.room.colour, sidecast.broker"
  })
  void unknownPropertyIsRefusedWithTheNearestName(String name, String nearest) {
    assertThatThrownBy(() -> PropertyNames.check(application(name)))
        .isInstanceOf(SidecastStartException.class)
        .hasMessageEndingWith("is unknown: did you mean %s?", nearest);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sidecast.broker",
        "sidecast.server",
        "sidecast.server.ping-interval",
        "sidecast.server.pingInterval",
        "sidecast.server.cors_origins",
        "sidecast.server.transports[1]",
        "sidecast.limits.owed-acks",
        "sidecast.limits.OWED_ACKS",
        "sidecast.broker.properties.tls_ca",
        "sidecastle.port",
        "management.health.sidecast.enabled"
      })
  void knownPropertyIsAccepted(String name) {
    assertThatNoException().isThrownBy(() -> PropertyNames.check(application(name)));
    assertThatNoException().isThrownBy(() -> PropertyNames.check(systemProperty(name)));
  }

  @ParameterizedTest
  @CsvSource({
    "SIDECAST_BROKR_URI, sidecast.broker.uri",
    "SIDECAST_SERVER_PING_INTERVALL, sidecast.server.ping-interval",
    "SIDECAST_SERVER_PINGINTERVALL, sidecast.server.ping-interval",
    "SIDECAST_SEVER_PORT, sidecast.server.port"
  })
  void mistypedVariableIsRefused(String name, String nearest) {
    assertThatThrownBy(() -> PropertyNames.check(variable(name)))
        .hasMessageContaining(name)
        .hasMessageEndingWith("did you mean %s?", nearest);
  }

  /** Those of the programs in bin, of the tests, and of services in Kubernetes. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "SIDECAST_BROKER",
        "SIDECAST_SERVER_PORT",
        "SIDECAST_SERVER_PINGINTERVAL",
        "SIDECAST_SERVER_PING_INTERVAL",
        "SIDECAST_SERVER_TRANSPORTS_0",
        "SIDECAST_LIMITS_OWED_ACKS",
        "SIDECAST_BROKER_PROPERTIES_TLS_CA",
        "SIDECAST_ADMIN",
        "SIDECAST_ENVELOPE_KEYS",
        "SIDECAST_REDIS_URI",
        "SIDECAST_SECOND_JDK",
        "SIDECAST_PORT",
        "SIDECAST_SERVICE_HOST",
        "SIDECAST_PORT_3000_TCP_ADDR",
        "SIDECAST_BROKER_PORT",
        "SIDECAST_BROKER_SERVICE_PORT",
        "SIDECAST_ID",
        "SIDECAST_DB",
        "SIDECAST_SERVERS",
        "SIDECAST_CLUSTER_ID"
      })
  void otherVariableIsIgnored(String name) {
    assertThatNoException().isThrownBy(() -> PropertyNames.check(variable(name)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"SIDECAST_SERVERS_PORT", "SIDECAST_SERVER1_PORT", "SIDECAST_SERVER_A_PORT"})
  void addressOfAServiceInKubernetesIsIgnored(String name) {
    assertThatNoException()
        .isThrownBy(() -> PropertyNames.check(variable(name, "tcp://10.0.0.1:80")));
    assertThatThrownBy(() -> PropertyNames.check(variable(name, "5000")))
        .hasMessageEndingWith("did you mean sidecast.server.port?");
  }

  @Test
  void systemPropertiesAreLikeVariables() {
    assertThatNoException().isThrownBy(() -> PropertyNames.check(systemProperty("sidecast.seed")));
    assertThatThrownBy(() -> PropertyNames.check(systemProperty("sidecast.brokr.uri")))
        .hasMessageEndingWith("did you mean sidecast.broker.uri?");
  }

  @Test
  void originIsNamed() throws IOException {
    ConfigurableEnvironment environment = new StandardEnvironment();
    String yaml = "sidecast:\n  server:\n  broker:\n    url: x\n";
    var file = new ByteArrayResource(yaml.getBytes(StandardCharsets.UTF_8));
    new YamlPropertySourceLoader()
        .load("application.yaml", file)
        .forEach(environment.getPropertySources()::addFirst);
    assertThatThrownBy(() -> PropertyNames.check(environment))
        .hasMessageMatching("sidecast.broker.url \\(.*4:10\\) is unknown: did you mean .*uri\\?");
  }

  @Test
  void applicationDoesNotStart() {
    new ApplicationContextRunner()
        .withConfiguration(AutoConfigurations.of(SidecastAutoConfiguration.class))
        .withPropertyValues("sidecast.brokr.uri=none", "sidecast.port=0")
        .run(
            context -> {
              FailureAnalysis analysis =
                  new SidecastStartFailureAnalyzer().analyze(context.getStartupFailure());
              assertThat(analysis.getDescription())
                  .contains("did you mean sidecast.broker.uri?")
                  .contains("did you mean sidecast.server.port?");
              assertThat(analysis.getAction()).startsWith("Correct the property sidecast.*");
            });
  }
}
