package io.sidecast.spring.autoconfigure;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.observation.ObservationRegistry;
import io.sidecast.SidecastEmitter;
import io.sidecast.SocketIoServer;
import io.sidecast.micrometer.SidecastMetrics;
import io.sidecast.socket.EventObserver;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;

/**
 * Creates the metrics of the server, or of the emitter, which Spring Boot binds, and the observer
 * of the server's handlers.
 */
@AutoConfiguration(
    after = SidecastAutoConfiguration.class,
    afterName = {
      "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration",
      "org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration"
    })
@ConditionalOnClass({MeterBinder.class, SidecastMetrics.class})
public final class SidecastMetricsAutoConfiguration {

  /** Creates the configuration. Spring calls this. */
  public SidecastMetricsAutoConfiguration() {}

  @Bean
  @ConditionalOnBean(SocketIoServer.class)
  @ConditionalOnMissingBean(name = "sidecastMetrics")
  MeterBinder sidecastMetrics(SocketIoServer server) {
    return SidecastMetrics.of(server);
  }

  @Bean
  @ConditionalOnBean(MeterRegistry.class)
  @ConditionalOnMissingBean(EventObserver.class)
  @ConditionalOnProperty(
      name = "sidecast.handlers.observed",
      havingValue = "false",
      matchIfMissing = true)
  EventObserver sidecastHandlerTimers(MeterRegistry registry, SidecastProperties properties) {
    return SidecastMetrics.handlers(
        registry, properties.handlers().timedEvents().toArray(String[]::new));
  }

  @Bean
  @ConditionalOnBean(ObservationRegistry.class)
  @ConditionalOnMissingBean(EventObserver.class)
  @ConditionalOnProperty("sidecast.handlers.observed")
  EventObserver sidecastHandlerObservations(ObservationRegistry registry) {
    return SidecastMetrics.observations(registry);
  }

  @Bean
  @ConditionalOnBean(SidecastEmitter.class)
  @ConditionalOnMissingBean(name = "sidecastEmitterMetrics")
  MeterBinder sidecastEmitterMetrics(SidecastEmitter emitter) {
    return SidecastMetrics.of(emitter);
  }
}
