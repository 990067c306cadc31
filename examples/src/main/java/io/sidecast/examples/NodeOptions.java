package io.sidecast.examples;

import io.sidecast.SocketIoServer;
import io.sidecast.SocketIoServerBuilder;
import io.sidecast.cluster.OutboxLimit;
import io.sidecast.http.CorsSettings;
import io.sidecast.http.StaticFiles;
import io.sidecast.limit.Limit;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The command line options of a reference node. */
final class NodeOptions {

  @Option(names = "--port", required = true, paramLabel = "P", description = "0 for any free port")
  int port;

  @Option(names = "--host", paramLabel = "H", description = "address to listen on; default: all")
  @Nullable String host;

  @Option(
      names = "--broker",
      paramLabel = "URI",
      description =
          "for example redis://127.0.0.1:6379, or none; default: SIDECAST_BROKER, else none")
  @Nullable String broker;

  @Option(names = "--prefix", paramLabel = "NAME", description = "isolates nodes on one broker")
  @Nullable String prefix;

  @Option(names = "--ping-interval", paramLabel = "MS", description = "default 25000")
  @Nullable Long pingInterval;

  @Option(names = "--ping-timeout", paramLabel = "MS", description = "default 20000")
  @Nullable Long pingTimeout;

  @Option(names = "--max-payload", paramLabel = "BYTES", description = "default 1000000")
  @Nullable Integer maxPayload;

  @Option(names = "--connect-timeout", paramLabel = "MS", description = "default 45000")
  @Nullable Long connectTimeout;

  @Option(names = "--node-timeout", paramLabel = "MS", description = "default 10000")
  @Nullable Long nodeTimeout;

  @Option(
      names = "--broadcast-above",
      paramLabel = "BUCKETS",
      description = "uses broadcast mode with members in more buckets; default: never")
  @Nullable Integer broadcastAbove;

  @Option(
      names = "--outage-buffer",
      paramLabel = "BYTES",
      description = "emits that may wait while the broker is down; default 0, they fail")
  long outageBuffer;

  @Option(
      names = "--cors",
      paramLabel = "ORIGINS",
      split = ",",
      description = "origins whose pages may use the server, or *; default none")
  String @Nullable [] cors;

  @Option(
      names = "--max-connections",
      paramLabel = "N",
      description = "connections of this server; default no limit")
  @Nullable Long maxConnections;

  @Option(
      names = "--max-connections-per-address",
      paramLabel = "N",
      description = "connections of one address; default no limit")
  @Nullable Long maxConnectionsPerAddress;

  @Option(
      names = "--max-events-per-second",
      paramLabel = "N",
      description = "events of one connection, as an average of 10 s; default no limit")
  @Nullable Long maxEventsPerSecond;

  @Option(
      names = "--drain",
      paramLabel = "MS",
      description = "time over which SIGTERM disconnects the clients; default 0, all at once")
  @Nullable Long drain;

  @Option(names = "--allow-eio3", description = "serves clients of Socket.IO 2, too")
  boolean allowEio3;

  @Option(
      names = "--engine-echo",
      description = "serves a bare Engine.IO echo at /engine.io/ instead")
  boolean engineEcho;

  @Option(
      names = "--until-input-ends",
      description = "end when standard input does, for a parent that may die")
  boolean untilInputEnds;

  /**
   * Sets the broker. Several brokers are on this class path, so without a choice the node uses
   * none.
   */
  private SocketIoServerBuilder withBroker(SocketIoServerBuilder builder) {
    String variable = System.getenv(SocketIoServerBuilder.BROKER_VARIABLE);
    boolean isSet = variable != null && !variable.isBlank();
    return broker == null && isSet ? builder : builder.broker(broker == null ? "none" : broker);
  }

  SocketIoServer server() {
    SocketIoServerBuilder builder =
        SocketIoServer.builder()
            .port(port)
            .nodeLabel((host == null ? "0.0.0.0" : host) + ":" + port)
            .healthRoutes()
            .staticFiles(StaticFiles.resources("web", "app.html"));
    withBroker(builder).allowEio3(allowEio3);
    builder.outboxLimit(OutboxLimit.DEFAULT.withOutageBytes(outageBuffer));
    set(host, Function.identity(), builder::host);
    set(prefix, Function.identity(), builder::brokerPrefix);
    set(maxPayload, Function.identity(), builder::maxPayload);
    set(pingInterval, Duration::ofMillis, builder::pingInterval);
    set(pingTimeout, Duration::ofMillis, builder::pingTimeout);
    set(connectTimeout, Duration::ofMillis, builder::connectTimeout);
    set(nodeTimeout, Duration::ofMillis, builder::nodeTimeout);
    set(broadcastAbove, Function.identity(), builder::broadcastAbove);
    set(drain, Duration::ofMillis, builder::drainTime);
    set(cors, NodeOptions::corsOf, builder::cors);
    limit(builder, Limit.CONNECTIONS, maxConnections);
    limit(builder, Limit.CONNECTIONS_PER_ADDRESS, maxConnectionsPerAddress);
    limit(builder, Limit.EVENTS_PER_SECOND, maxEventsPerSecond);
    return builder.build();
  }

  private static CorsSettings corsOf(String... origins) {
    return List.of(origins).contains("*")
        ? CorsSettings.anyOrigin()
        : CorsSettings.origins(origins);
  }

  private static void limit(SocketIoServerBuilder builder, Limit limit, @Nullable Long value) {
    set(value, Function.identity(), given -> builder.limit(limit, given));
  }

  private static <T, U> void set(@Nullable T given, Function<T, U> value, Consumer<U> setting) {
    if (given != null) {
      setting.accept(value.apply(given));
    }
  }
}
