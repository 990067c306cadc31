package io.sidecast.spring.autoconfigure;

import io.micrometer.core.instrument.binder.MeterBinder;
import io.sidecast.SidecastEmitter;
import io.sidecast.SocketIoServer;
import io.sidecast.micrometer.SidecastMetrics;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** Creates the metrics of the server, or of the emitter, which Spring Boot binds. */
@AutoConfiguration(after = SidecastAutoConfiguration.class)
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
  @ConditionalOnBean(SidecastEmitter.class)
  @ConditionalOnMissingBean(name = "sidecastEmitterMetrics")
  MeterBinder sidecastEmitterMetrics(SidecastEmitter emitter) {
    return SidecastMetrics.of(emitter);
  }
}
