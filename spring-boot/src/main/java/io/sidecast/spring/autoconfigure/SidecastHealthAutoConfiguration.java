package io.sidecast.spring.autoconfigure;

import io.sidecast.SocketIoServer;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;

/** Creates the health indicator of the server. */
@AutoConfiguration(after = SidecastAutoConfiguration.class)
@ConditionalOnClass({HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class})
@ConditionalOnBean(SocketIoServer.class)
@ConditionalOnEnabledHealthIndicator("sidecast")
public final class SidecastHealthAutoConfiguration {

  /** Creates the configuration. Spring calls this. */
  public SidecastHealthAutoConfiguration() {}

  @Bean
  @ConditionalOnMissingBean(name = "sidecastHealthIndicator")
  SidecastHealthIndicator sidecastHealthIndicator(SocketIoServer server) {
    return new SidecastHealthIndicator(server);
  }
}
