package io.sidecast.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sidecast.micrometer.SidecastMetrics;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** The metrics of the server as a bean. */
class SidecastMetricsTest {

  private final ApplicationContextRunner runner =
      new ApplicationContextRunner()
          .withPropertyValues(
              "sidecast.server.port=0",
              "sidecast.server.host=127.0.0.1",
              "sidecast.broker.uri=none")
          .withConfiguration(
              AutoConfigurations.of(
                  SidecastAutoConfiguration.class, SidecastMetricsAutoConfiguration.class));

  @Test
  void metricsOfTheServerAreABean() {
    runner.run(
        context -> {
          var registry = new SimpleMeterRegistry();
          context.getBean(MeterBinder.class).bindTo(registry);
          assertThat(registry.get("sidecast.connections").gauge().value()).isZero();
        });
  }

  @Test
  void applicationWithoutTheMetricsModuleStarts() {
    runner
        .withClassLoader(new FilteredClassLoader(SidecastMetrics.class))
        .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(MeterBinder.class));
  }
}
