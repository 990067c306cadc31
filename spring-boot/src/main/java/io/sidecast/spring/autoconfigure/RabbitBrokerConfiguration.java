package io.sidecast.spring.autoconfigure;

import io.sidecast.spring.SidecastConnectionDetails;
import java.util.Map;
import org.springframework.boot.amqp.autoconfigure.RabbitConnectionDetails;
import org.springframework.boot.amqp.autoconfigure.RabbitProperties;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The RabbitMQ of the application as the broker. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass(
    value = RabbitConnectionDetails.class,
    name = "io.sidecast.broker.rabbitmq.RabbitMqBrokerProvider")
class RabbitBrokerConfiguration {

  private static final String ORIGIN = "spring.rabbitmq";

  @Bean
  @ConditionalOnBean(RabbitConnectionDetails.class)
  ApplicationBroker sidecastRabbitMq(RabbitConnectionDetails rabbit, RabbitProperties settings) {
    return new ApplicationBroker(ORIGIN, () -> detailsOf(rabbit, settings.getSsl()));
  }

  static SidecastConnectionDetails detailsOf(
      RabbitConnectionDetails rabbit, RabbitProperties.Ssl ssl) {
    SslBundle bundle = rabbit.getSslBundle();
    boolean ownStore = ssl.getTrustStore() != null || ssl.getKeyStore() != null;
    if (ownStore || (bundle != null && hasStore(bundle))) {
      throw new IllegalStateException(
          "the TLS of %s has a store of its own, and the broker for RabbitMQ trusts that of the JVM only (javax.net.ssl.trustStore): set sidecast.broker.uri"
              .formatted(ORIGIN));
    }
    var hosts =
        rabbit.getAddresses().stream()
            .map(address -> BrokerUri.host(address.host(), address.port()))
            .toList();
    String uri =
        BrokerUri.of(
            bundle != null || ssl.determineEnabled() ? "amqps" : "amqp",
            rabbit.getUsername(),
            rabbit.getPassword(),
            hosts);
    String virtualHost = rabbit.getVirtualHost();
    if (virtualHost != null && !virtualHost.equals("/")) {
      uri = uri + "/" + BrokerUri.encode(virtualHost);
    }
    return new BrokerUri(uri, Map.of());
  }

  private static boolean hasStore(SslBundle bundle) {
    return bundle.getStores().getTrustStore() != null || bundle.getStores().getKeyStore() != null;
  }
}
