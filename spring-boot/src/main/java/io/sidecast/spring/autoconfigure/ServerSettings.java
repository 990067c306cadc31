package io.sidecast.spring.autoconfigure;

import io.sidecast.ClusterOptions;
import io.sidecast.SocketIoServerBuilder;
import io.sidecast.cluster.EnvelopeKeys;
import io.sidecast.http.CorsSettings;
import io.sidecast.spring.autoconfigure.SidecastProperties.Cluster;
import io.sidecast.spring.autoconfigure.SidecastProperties.Handlers;
import io.sidecast.spring.autoconfigure.SidecastProperties.Server;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.ssl.NoSuchSslBundleException;
import org.springframework.util.unit.DataSize;

/** Applies the properties to builders. The message of a refusal names the property. Thread-safe. */
final class ServerSettings {

  private ServerSettings() {}

  static void apply(SidecastProperties properties, boolean virtual, ClusterOptions<?> builder) {
    Cluster cluster = properties.cluster();
    Handlers handlers = properties.handlers();
    set("cluster.node-label", cluster.nodeLabel(), builder::nodeLabel);
    set("cluster.node-timeout", cluster.nodeTimeout(), builder::nodeTimeout);
    set("cluster.room-buckets", cluster.roomBuckets(), builder::roomBuckets);
    set(
        "cluster.envelope-keys",
        cluster.envelopeKeys(),
        keys -> builder.envelopeKeys(EnvelopeKeys.parse(keys)));
    set("handlers.max-threads", handlers.maxThreads(), builder::maxHandlerThreads);
    set("handlers.ack-timeout", handlers.ackTimeout(), builder::ackTimeout);
    set("handlers.virtual-threads", virtual ? true : null, builder::virtualThreads);
  }

  static void applyServer(SidecastProperties properties, SocketIoServerBuilder builder) {
    Server server = properties.server();
    if (Boolean.TRUE.equals(server.sharedPort()) && server.port() != null) {
      throw new IllegalArgumentException(
          "sidecast.server.shared-port and sidecast.server.port exclude each other: remove one");
    }
    set("server.port", server.port(), builder::port);
    set("server.host", server.host(), builder::host);
    set("server.path", server.path(), builder::path);
    set("server.event-loops", server.eventLoops(), builder::eventLoops);
    set("server.ping-interval", server.pingInterval(), builder::pingInterval);
    set("server.ping-timeout", server.pingTimeout(), builder::pingTimeout);
    set("server.connect-timeout", server.connectTimeout(), builder::connectTimeout);
    set("server.max-payload", server.maxPayload(), size -> builder.maxPayload(bytes(size)));
    set("server.drain-time", server.drainTime(), builder::drainTime);
    set("server.transports", array(server.transports()), builder::transports);
    set("server.cors-origins", array(server.corsOrigins()), it -> builder.cors(cors(server)));
    set("server.trusted-proxies", array(server.trustedProxies()), builder::trustedProxies);
    set("handlers.mode", properties.handlers().mode(), builder::handlers);
    properties
        .limits()
        .forEach(
            (limit, most) -> {
              String name = limit.name().toLowerCase(Locale.ROOT).replace('_', '-');
              set("limits." + name, most, value -> builder.limit(limit, value));
            });
    if (server.allowEio3()) {
      builder.allowEio3(true);
    }
    if (server.healthRoutes()) {
      builder.healthRoutes();
    }
  }

  /**
   * Applies the value of a property, if it has one.
   *
   * @throws SidecastStartException if the builder refuses the value
   */
  static <T> void set(String property, @Nullable T value, Consumer<? super T> setter) {
    if (value == null) {
      return;
    }
    try {
      setter.accept(value);
    } catch (IllegalArgumentException
        | IllegalStateException
        | UnsupportedOperationException
        | NoSuchSslBundleException refusal) {
      throw new SidecastStartException("sidecast." + property, refusal);
    }
  }

  private static String @Nullable [] array(List<String> values) {
    return values.isEmpty() ? null : values.toArray(String[]::new);
  }

  private static int bytes(DataSize size) {
    if (size.toBytes() > Integer.MAX_VALUE) {
      throw new IllegalArgumentException("must be less than 2 GB, not " + size);
    }
    return (int) size.toBytes();
  }

  private static CorsSettings cors(Server server) {
    var origins = server.corsOrigins();
    CorsSettings cors =
        origins.contains("*")
            ? CorsSettings.anyOrigin()
            : CorsSettings.origins(origins.toArray(String[]::new));
    return server.corsCredentials() ? cors.withCredentials() : cors;
  }
}
