package io.sidecast.spring.autoconfigure;

import io.sidecast.ClusterOptions;
import io.sidecast.SocketIoServerBuilder;
import io.sidecast.cluster.EnvelopeKeys;
import io.sidecast.http.CorsSettings;
import io.sidecast.spring.autoconfigure.SidecastProperties.Server;
import org.springframework.boot.context.properties.PropertyMapper;
import org.springframework.util.unit.DataSize;

/** Applies the properties to builders. Thread-safe. */
final class ServerSettings {

  private ServerSettings() {}

  static void apply(SidecastProperties properties, boolean virtual, ClusterOptions<?> builder) {
    PropertyMapper map = PropertyMapper.get();
    map.from(properties.cluster()::nodeLabel).to(builder::nodeLabel);
    map.from(properties.cluster()::nodeTimeout).to(builder::nodeTimeout);
    map.from(properties.cluster()::roomBuckets).to(builder::roomBuckets);
    map.from(properties.cluster()::envelopeKeys).as(EnvelopeKeys::parse).to(builder::envelopeKeys);
    map.from(properties.handlers()::maxThreads).to(builder::maxHandlerThreads);
    map.from(properties.handlers()::ackTimeout).to(builder::ackTimeout);
    if (virtual) {
      builder.virtualThreads(true);
    }
  }

  static void applyServer(SidecastProperties properties, SocketIoServerBuilder builder) {
    Server server = properties.server();
    PropertyMapper map = PropertyMapper.get();
    if (Boolean.TRUE.equals(server.sharedPort()) && server.port() != null) {
      throw new IllegalArgumentException(
          "sidecast.server.shared-port and sidecast.server.port exclude each other: remove one");
    }
    map.from(server::port).to(builder::port);
    map.from(server::host).to(builder::host);
    map.from(server::path).to(builder::path);
    map.from(server::eventLoops).to(builder::eventLoops);
    map.from(server::pingInterval).to(builder::pingInterval);
    map.from(server::pingTimeout).to(builder::pingTimeout);
    map.from(server::connectTimeout).to(builder::connectTimeout);
    map.from(server::maxPayload).as(DataSize::toBytes).as(Math::toIntExact).to(builder::maxPayload);
    map.from(server::drainTime).to(builder::drainTime);
    map.from(properties.handlers()::mode).to(builder::handlers);
    properties.limits().forEach(builder::limit);
    if (!server.transports().isEmpty()) {
      builder.transports(server.transports().toArray(String[]::new));
    }
    if (!server.corsOrigins().isEmpty()) {
      builder.cors(cors(server));
    }
    if (!server.trustedProxies().isEmpty()) {
      builder.trustedProxies(server.trustedProxies().toArray(String[]::new));
    }
    if (server.allowEio3()) {
      builder.allowEio3(true);
    }
    if (server.healthRoutes()) {
      builder.healthRoutes();
    }
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
