package io.sidecast.spring.autoconfigure;

import io.sidecast.ClusterOptions;
import io.sidecast.spring.SidecastConnectionDetails;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;

/**
 * Selects the broker: the property {@code sidecast.broker.uri}, or the bean {@link
 * SidecastConnectionDetails}, or the only broker of another module of Spring Boot. Without any of
 * them the builder selects one. Confined to one thread.
 */
final class BrokerSelection {

  private final SidecastProperties.Broker properties;
  private final ObjectProvider<SidecastConnectionDetails> details;
  private final ObjectProvider<ApplicationBroker> brokers;

  BrokerSelection(
      SidecastProperties.Broker properties,
      ObjectProvider<SidecastConnectionDetails> details,
      ObjectProvider<ApplicationBroker> brokers) {
    this.properties = properties;
    this.details = details;
    this.brokers = brokers;
  }

  /**
   * Sets the broker of a server or an emitter.
   *
   * @throws AmbiguousBrokerException if several modules have a broker
   */
  void applyTo(ClusterOptions<?> builder) {
    String uri = properties.uri();
    SidecastConnectionDetails selected = uri == null || uri.isBlank() ? selected() : null;
    if (selected != null) {
      builder.broker(selected.uri());
      selected.properties().forEach(builder::brokerProperty);
    } else if (uri != null && !uri.isBlank()) {
      builder.broker(uri);
    }
    properties.properties().forEach(builder::brokerProperty);
    ServerSettings.set("broker.prefix", properties.prefix(), builder::brokerPrefix);
    ServerSettings.set("broker.timeout", properties.timeout(), builder::brokerTimeout);
  }

  private @Nullable SidecastConnectionDetails selected() {
    SidecastConnectionDetails own = details.getIfAvailable();
    if (own != null) {
      return own;
    }
    List<ApplicationBroker> found = brokers.orderedStream().toList();
    if (found.size() > 1) {
      throw new AmbiguousBrokerException(found.stream().map(ApplicationBroker::origin).toList());
    }
    return found.isEmpty() ? null : found.get(0).details().get();
  }
}
