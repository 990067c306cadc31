package io.sidecast.spring.autoconfigure;

import io.sidecast.SidecastEmitter;
import io.sidecast.SocketIoServer;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Creates the health indicator of the server or the emitter. */
@AutoConfiguration(after = SidecastAutoConfiguration.class)
@ConditionalOnClass({HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class})
@ConditionalOnEnabledHealthIndicator("sidecast")
public final class SidecastHealthAutoConfiguration {

  /** Creates the configuration. Spring calls this. */
  public SidecastHealthAutoConfiguration() {}

  /** The health of a process with a server. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnBean(SocketIoServer.class)
  static class ServerHealth {
    @Bean
    @ConditionalOnMissingBean(name = "sidecastHealthIndicator")
    SidecastHealthIndicator sidecastHealthIndicator(SocketIoServer server) {
      return SidecastHealthIndicator.of(server);
    }
  }

  /** The health of a process without a server; groups of health name it alike. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnBean(SidecastEmitter.class)
  static class EmitterHealth {
    @Bean
    @ConditionalOnMissingBean(name = "sidecastHealthIndicator")
    SidecastHealthIndicator sidecastHealthIndicator(SidecastEmitter emitter) {
      return SidecastHealthIndicator.of(emitter);
    }
  }
}
