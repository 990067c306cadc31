package io.sidecast.spring.autoconfigure;

import io.sidecast.spring.SidecastConnectionDetails;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails.Node;
import org.springframework.boot.data.redis.autoconfigure.DataRedisProperties;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The Redis of the application as the broker. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass(
    value = DataRedisConnectionDetails.class,
    name = "io.sidecast.broker.redis.RedisBrokerProvider")
class RedisBrokerConfiguration {

  private static final String ORIGIN = "spring.data.redis";

  @Bean
  @ConditionalOnBean(DataRedisConnectionDetails.class)
  ApplicationBroker sidecastRedis(DataRedisConnectionDetails redis, DataRedisProperties settings) {
    return new ApplicationBroker(ORIGIN, () -> detailsOf(redis, settings.getUrl()));
  }

  /** Returns the address. TLS may be a matter of the URL of the properties alone. */
  static SidecastConnectionDetails detailsOf(
      DataRedisConnectionDetails redis, @Nullable String url) {
    var properties = new HashMap<String, String>();
    SslBundle bundle = redis.getSslBundle();
    boolean tls = bundle != null || (url != null && url.startsWith("rediss:"));
    String scheme = tls ? "rediss" : "redis";
    if (bundle != null) {
      TrustedCertificates.of(bundle, ORIGIN)
          .ifPresent(file -> properties.put("tls_ca", file.toString()));
    }
    return new BrokerUri(uriOf(redis, scheme, properties), Map.copyOf(properties));
  }

  private static String uriOf(
      DataRedisConnectionDetails redis, String scheme, Map<String, String> properties) {
    String user = redis.getUsername();
    String password = redis.getPassword();
    var sentinel = redis.getSentinel();
    var cluster = redis.getCluster();
    var standalone = redis.getStandalone();
    if (sentinel != null) {
      properties.put("master", sentinel.getMaster());
      if (sentinel.getPassword() != null) {
        properties.put("sentinel_password", sentinel.getPassword());
      }
      if (sentinel.getUsername() != null) {
        properties.put("sentinel_user", sentinel.getUsername());
      }
      List<String> hosts = hosts(sentinel.getNodes());
      return BrokerUri.of(scheme + "-sentinel", user, password, hosts)
          + "/"
          + sentinel.getDatabase();
    }
    if (cluster != null) {
      return BrokerUri.of(scheme + "-cluster", user, password, hosts(cluster.getNodes()));
    }
    if (standalone == null) {
      throw new IllegalStateException(
          "%s has neither a server nor sentinels nor a cluster: set sidecast.broker.uri"
              .formatted(ORIGIN));
    }
    String host = BrokerUri.host(standalone.getHost(), standalone.getPort());
    return BrokerUri.of(scheme, user, password, List.of(host)) + "/" + standalone.getDatabase();
  }

  private static List<String> hosts(List<Node> nodes) {
    return nodes.stream().map(node -> BrokerUri.host(node.host(), node.port())).toList();
  }
}
