package io.sidecast.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import io.sidecast.SocketIoServer;
import io.sidecast.cluster.ClusterTracing;
import io.sidecast.micrometer.SidecastMetrics;
import io.sidecast.spring.TestClient;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
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
          assertThat(registry.get("sidecast.connections").gauges()).hasSize(2);
        });
  }

  @Test
  void handlersAreTimedWithTheRegistryOfTheApplication() {
    runner
        .withBean(MeterRegistry.class, SimpleMeterRegistry::new)
        .withPropertyValues(
            "sidecast.handlers.timed-events=chat", "sidecast.handlers.observed=false")
        .run(
            context -> {
              var server = context.getBean(SocketIoServer.class);
              handle(server, "chat");
              var registry = context.getBean(MeterRegistry.class);
              Awaitility.await()
                  .until(() -> registry.find("sidecast.handler.duration").timer() != null);
              assertThat(registry.get("sidecast.handler.duration").tag("event", "chat").timers())
                  .isNotEmpty();
            });
  }

  /** A registry that binds the metrics of the server while it is created. */
  @Test
  void registryMayNeedTheServer() {
    runner
        .withBean(
            "registry",
            MeterRegistry.class,
            () -> new SimpleMeterRegistry(),
            definition -> definition.setDependsOn("sidecastMetrics"))
        .run(context -> assertThat(context).hasNotFailed());
  }

  @Test
  void handlersAreObservationsIfWanted() {
    var names = new LinkedBlockingQueue<String>();
    ObservationRegistry registry = ObservationRegistry.create();
    registry
        .observationConfig()
        .observationHandler(
            context -> {
              names.add(context.getName());
              return false;
            });
    runner
        .withBean(MeterRegistry.class, SimpleMeterRegistry::new)
        .withBean(ObservationRegistry.class, () -> registry)
        .withPropertyValues("sidecast.handlers.observed=true")
        .run(
            context -> {
              handle(context.getBean(SocketIoServer.class), "chat");
              assertThat(names.poll(20, TimeUnit.SECONDS)).isEqualTo("sidecast.handler");
              assertThat(
                      context
                          .getBean(MeterRegistry.class)
                          .find("sidecast.handler.duration")
                          .timer())
                  .isNull();
            });
  }

  @Test
  void observationsWithoutARegistryAreAnError() {
    runner
        .withPropertyValues("sidecast.handlers.observed=true")
        .run(
            context ->
                assertThat(context.getStartupFailure())
                    .rootCause()
                    .hasMessageContaining("needs an ObservationRegistry"));
  }

  @Test
  void tracesOfMessagesAreOffByDefault() {
    runner
        .withBean(ObservationRegistry.class, ObservationRegistry::create)
        .run(context -> assertThat(context).doesNotHaveBean(ClusterTracing.class));
  }

  @Test
  void tracesOfMessagesWithoutARegistryAreAnError() {
    runner
        .withPropertyValues("sidecast.cluster.tracing=true")
        .run(
            context ->
                assertThat(context.getStartupFailure())
                    .rootCause()
                    .hasMessage("sidecast.cluster.tracing needs an ObservationRegistry"));
  }

  /** Sends an event from a real client, and waits until it is handled. */
  private static void handle(SocketIoServer server, String event) {
    server.answer(event, (socket, args) -> true);
    try (var client = TestClient.connect(server.port())) {
      assertThat(client.ask(event)).isEqualTo("[true]");
    }
  }

  @Test
  void applicationWithoutTheMetricsModuleStarts() {
    runner
        .withClassLoader(new FilteredClassLoader(SidecastMetrics.class))
        .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(MeterBinder.class));
  }
}
