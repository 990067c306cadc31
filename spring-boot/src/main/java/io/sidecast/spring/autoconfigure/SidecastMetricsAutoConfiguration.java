package io.sidecast.spring.autoconfigure;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.observation.ObservationRegistry;
import io.sidecast.SidecastEmitter;
import io.sidecast.SocketIoServer;
import io.sidecast.cluster.ClusterTracing;
import io.sidecast.cluster.TraceContext;
import io.sidecast.micrometer.SidecastMetrics;
import io.sidecast.socket.EventObserver;
import java.util.function.Supplier;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.util.function.SingletonSupplier;

/**
 * Creates the metrics of the server, or of the emitter, which Spring Boot binds, the observer of
 * the server's handlers, and the traces of messages between nodes.
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
  @ConditionalOnBooleanProperty(
      name = "sidecast.handlers.observed",
      havingValue = false,
      matchIfMissing = true)
  EventObserver sidecastHandlerTimers(
      ObjectProvider<MeterRegistry> registry, SidecastProperties properties) {
    String[] timed = properties.handlers().timedEvents().toArray(String[]::new);
    return atFirstEvent(() -> SidecastMetrics.handlers(registry.getObject(), timed));
  }

  @Bean
  @ConditionalOnMissingBean(EventObserver.class)
  @ConditionalOnBooleanProperty("sidecast.handlers.observed")
  EventObserver sidecastHandlerObservations(
      ObjectProvider<ObservationRegistry> registry, ListableBeanFactory beans) {
    requireRegistry("sidecast.handlers.observed", beans);
    return atFirstEvent(() -> SidecastMetrics.observations(registry.getObject()));
  }

  @Bean
  @ConditionalOnMissingBean(ClusterTracing.class)
  @ConditionalOnBooleanProperty("sidecast.cluster.tracing")
  ClusterTracing sidecastClusterTracing(
      ObjectProvider<ObservationRegistry> registry, ListableBeanFactory beans) {
    requireRegistry("sidecast.cluster.tracing", beans);
    return atFirstMessage(() -> SidecastMetrics.clusterTracing(registry.getObject()));
  }

  private static void requireRegistry(String property, ListableBeanFactory beans) {
    if (beans.getBeanNamesForType(ObservationRegistry.class, true, false).length == 0) {
      throw new SidecastStartException(
          new IllegalStateException(property + " needs an ObservationRegistry"));
    }
  }

  /**
   * Returns an observer that is created at the first event: a registry may bind the metrics of the
   * server while it is created, and the server has the observer.
   */
  private static EventObserver atFirstEvent(Supplier<EventObserver> creation) {
    var observer = SingletonSupplier.of(creation);
    return (socket, event) -> observer.obtain().begin(socket, event);
  }

  /** Returns a tracing that is created at the first message, as {@link #atFirstEvent}. */
  private static ClusterTracing atFirstMessage(Supplier<ClusterTracing> creation) {
    var tracing = SingletonSupplier.of(creation);
    return new ClusterTracing() {
      @Override
      public Sending send(Operation operation) {
        return tracing.obtain().send(operation);
      }

      @Override
      public Handling receive(Operation operation, TraceContext trace) {
        return tracing.obtain().receive(operation, trace);
      }
    };
  }

  @Bean
  @ConditionalOnBean(SidecastEmitter.class)
  @ConditionalOnMissingBean(name = "sidecastEmitterMetrics")
  MeterBinder sidecastEmitterMetrics(SidecastEmitter emitter) {
    return SidecastMetrics.of(emitter);
  }
}
