package io.sidecast.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** A setting that is refused is explained with the name of its property. */
class RefusedSettingsTest {

  private final ApplicationContextRunner runner =
      new ApplicationContextRunner()
          .withPropertyValues("sidecast.server.host=127.0.0.1", "sidecast.server.port=0")
          .withConfiguration(
              AutoConfigurations.of(SslAutoConfiguration.class, SidecastAutoConfiguration.class));

  private final ApplicationContextRunner server =
      runner.withPropertyValues("sidecast.broker.uri=none");

  private final ApplicationContextRunner emitter =
      runner.withPropertyValues(
          "sidecast.server.enabled=false", "sidecast.broker.uri=redis://localhost:1");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sidecast.server.port=65536",
        "sidecast.server.host=a b",
        "sidecast.server.path=chat",
        "sidecast.server.transports=webtransport",
        "sidecast.server.event-loops=0",
        "sidecast.server.ping-interval=0s",
        "sidecast.server.ping-timeout=0s",
        "sidecast.server.connect-timeout=0s",
        "sidecast.server.max-payload=0B",
        "sidecast.server.max-payload=3GB",
        "sidecast.server.drain-time=-1s",
        "sidecast.server.cors-origins=https://example.com/path",
        "sidecast.server.trusted-proxies=proxy",
        "sidecast.server.ssl-bundle=missing",
        "sidecast.broker.prefix=not a prefix",
        "sidecast.broker.timeout=0s",
        "sidecast.cluster.node-label=",
        "sidecast.cluster.node-timeout=0s",
        "sidecast.cluster.room-buckets=0",
        "sidecast.cluster.envelope-keys=short",
        "sidecast.handlers.max-threads=0",
        "sidecast.handlers.ack-timeout=0s",
        "sidecast.limits.owed-acks=0"
      })
  void propertyOfAServerIsNamed(String property) {
    assertNamed(server, property);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sidecast.broker.prefix=not a prefix",
        "sidecast.cluster.node-timeout=0s",
        "sidecast.handlers.ack-timeout=0s"
      })
  void propertyOfAnEmitterIsNamed(String property) {
    assertNamed(emitter, property);
  }

  @Test
  @EnabledForJreRange(max = JRE.JAVA_20)
  void virtualThreadsNeedALaterJava() {
    assertNamed(server, "sidecast.handlers.virtual-threads=true");
  }

  private static void assertNamed(ApplicationContextRunner runner, String property) {
    String name = property.substring(0, property.indexOf('='));
    runner
        .withPropertyValues(property)
        .run(
            context -> {
              FailureAnalysis analysis =
                  new SidecastStartFailureAnalyzer().analyze(context.getStartupFailure());
              assertThat(analysis).isNotNull();
              assertThat(analysis.getDescription())
                  .startsWith("Sidecast could not start: " + name + ": ");
              assertThat(analysis.getAction()).startsWith("Correct the property");
            });
  }

  @Test
  void emitterWithoutABrokerIsToldTheProperty() {
    emitter
        .withPropertyValues("sidecast.broker.uri=none")
        .run(
            context -> {
              FailureAnalysis analysis =
                  new BrokerFailureAnalyzer().analyze(context.getStartupFailure());
              assertThat(analysis.getDescription())
                  .contains("an emitter needs a broker")
                  .endsWith("give its URI to sidecast.broker.uri");
              assertThat(analysis.getAction()).startsWith("Set sidecast.broker.uri");
            });
  }
}
