package io.sidecast.spring.autoconfigure;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.sidecast.SidecastEmitter;
import io.sidecast.SidecastEmitterBuilder;
import io.sidecast.SocketIoServer;
import io.sidecast.SocketIoServerBuilder;
import io.sidecast.cluster.ClusterTracing;
import io.sidecast.socket.EventObserver;
import io.sidecast.spring.HandshakeAuthenticator;
import io.sidecast.spring.SidecastConnectionDetails;
import io.sidecast.spring.SocketIoServerCustomizer;
import io.sidecast.spring.handler.ArgumentValidator;
import io.sidecast.spring.handler.CallScope;
import io.sidecast.spring.handler.HandlerRegistrar;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.thread.Threading;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;

/** Creates the server, or an emitter, and connects it with the beans of the application. */
@AutoConfiguration(
    afterName = {
      "org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration",
      "org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration",
      "org.springframework.boot.amqp.autoconfigure.RabbitAutoConfiguration",
      "org.springframework.boot.kafka.autoconfigure.KafkaAutoConfiguration",
      "org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration",
      "org.springframework.boot.security.autoconfigure.SecurityAutoConfiguration"
    })
@EnableConfigurationProperties(SidecastProperties.class)
@Import({
  RedisBrokerConfiguration.class,
  RabbitBrokerConfiguration.class,
  KafkaBrokerConfiguration.class,
  ValidationConfiguration.class,
  SecurityConfiguration.class
})
public final class SidecastAutoConfiguration {

  /** Creates the configuration. Spring calls this. */
  public SidecastAutoConfiguration() {}

  /** Checks the names of the properties before any bean is created. */
  @Bean
  static BeanFactoryPostProcessor sidecastPropertyNames(Environment environment) {
    return beans -> PropertyNames.check(environment);
  }

  @Bean
  BrokerSelection sidecastBroker(
      SidecastProperties properties,
      Environment environment,
      ObjectProvider<SidecastConnectionDetails> details,
      ObjectProvider<ApplicationBroker> brokers) {
    return new BrokerSelection(properties.broker().with(Binder.get(environment)), details, brokers);
  }

  /** The mapper of the core, with dates and times as texts of ISO 8601, as Spring Boot has them. */
  private static ObjectMapper mapper() {
    return JsonMapper.builder()
        .addModule(new JavaTimeModule())
        .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
        .disable(
            SerializationFeature.WRITE_DATES_AS_TIMESTAMPS,
            SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
        .build();
  }

  private static boolean virtualThreads(SidecastProperties properties, Environment environment) {
    Boolean own = properties.handlers().virtualThreads();
    return own == null ? Threading.VIRTUAL.isActive(environment) : own;
  }

  /** The server of a process that serves clients. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnProperty(name = "sidecast.server.enabled", matchIfMissing = true)
  static class ServerConfiguration {

    @Bean(destroyMethod = "close")
    @ConditionalOnMissingBean
    SocketIoServer sidecastServer(
        SidecastProperties properties,
        Environment environment,
        BrokerSelection broker,
        ObjectProvider<SslBundles> bundles,
        ObjectProvider<ObjectMapper> mapper,
        ObjectProvider<HandshakeAuthenticator> authenticator,
        ObjectProvider<EventObserver> observer,
        ObjectProvider<ClusterTracing> tracing,
        ObjectProvider<SocketIoServerCustomizer> customizers) {
      return SidecastStartException.orBuilt(
          () -> {
            SocketIoServerBuilder builder = SocketIoServer.builder();
            broker.applyTo(builder);
            ServerSettings.apply(properties, virtualThreads(properties, environment), builder);
            ServerSettings.applyServer(properties, builder);
            ServerSettings.set(
                "server.ssl-bundle",
                properties.server().sslBundle(),
                bundle -> builder.tls(ReloadingTls.of(bundles.getObject(), bundle)));
            builder.objectMapper(mapper.getIfUnique(SidecastAutoConfiguration::mapper));
            authenticator.ifAvailable(check -> builder.middleware(new Authentication(check)));
            observer.ifAvailable(builder::eventObserver);
            tracing.ifAvailable(builder::clusterTracing);
            customizers.orderedStream().forEach(customizer -> customizer.customize(builder));
            return builder.build();
          });
    }

    @Bean
    @ConditionalOnMissingBean
    SidecastServerLifecycle sidecastServerLifecycle(
        SocketIoServer server,
        SidecastProperties properties,
        ConfigurableListableBeanFactory beans,
        ObjectProvider<CallScope> scope,
        ObjectProvider<ArgumentValidator> validator,
        ObjectProvider<ServerStart> start) {
      var handlers =
          new HandlerRegistrar(
              beans,
              scope.getIfAvailable(() -> CallScope.NONE),
              validator.getIfAvailable(() -> ArgumentValidator.NONE));
      ServerStart how = start.getIfAvailable(() -> SocketIoServer::start);
      if (start.stream().findAny().isEmpty()
          && Boolean.TRUE.equals(properties.server().sharedPort())) {
        throw new SidecastStartException(
            new IllegalStateException(
                "sidecast.server.shared-port needs an application of WebFlux on Netty"));
      }
      return new SidecastServerLifecycle(server, handlers, () -> how.start(server));
    }
  }

  /** The emitter of a process without clients. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnProperty(name = "sidecast.server.enabled", havingValue = "false")
  static class EmitterConfiguration {

    @Bean(destroyMethod = "close")
    @ConditionalOnMissingBean
    SidecastEmitter sidecastEmitter(
        SidecastProperties properties,
        Environment environment,
        BrokerSelection broker,
        ObjectProvider<ObjectMapper> mapper,
        ObjectProvider<ClusterTracing> tracing) {
      SidecastEmitter emitter =
          SidecastStartException.orBuilt(
              () -> {
                SidecastEmitterBuilder builder = SidecastEmitter.builder();
                broker.applyTo(builder);
                ServerSettings.apply(properties, virtualThreads(properties, environment), builder);
                builder.objectMapper(mapper.getIfUnique(SidecastAutoConfiguration::mapper));
                tracing.ifAvailable(builder::clusterTracing);
                return builder.build();
              });
      return emitter.start();
    }
  }
}
