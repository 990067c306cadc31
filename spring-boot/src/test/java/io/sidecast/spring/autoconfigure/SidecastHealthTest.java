package io.sidecast.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.sidecast.SocketIoServer;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** The health of the server. */
class SidecastHealthTest {

  private final ApplicationContextRunner runner =
      new ApplicationContextRunner()
          .withPropertyValues(
              "sidecast.server.port=0",
              "sidecast.server.host=127.0.0.1",
              "sidecast.broker.uri=none")
          .withConfiguration(
              AutoConfigurations.of(
                  SidecastAutoConfiguration.class, SidecastHealthAutoConfiguration.class));

  @Test
  void serverIsUpUntilItCloses() {
    runner.run(
        context -> {
          var indicator = context.getBean(SidecastHealthIndicator.class);
          var health = indicator.health();
          assertThat(health.getStatus().getCode()).isEqualTo("UP");
          assertThat(health.getDetails())
              .containsEntry("state", "STARTED")
              .containsEntry("cluster", "UP")
              .containsEntry("sockets", 0);
          context.getBean(SocketIoServer.class).close();
          assertThat(indicator.health().getStatus().getCode()).isEqualTo("OUT_OF_SERVICE");
        });
  }

  @Test
  void indicatorCanBeTurnedOff() {
    runner
        .withPropertyValues("management.health.sidecast.enabled=false")
        .run(context -> assertThat(context).doesNotHaveBean(SidecastHealthIndicator.class));
  }

  @Test
  void applicationWithoutTheHealthModuleStarts() {
    runner
        .withClassLoader(new FilteredClassLoader(HealthIndicator.class))
        .run(context -> assertThat(context).hasNotFailed());
  }
}
