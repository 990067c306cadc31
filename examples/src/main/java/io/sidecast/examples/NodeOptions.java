package io.sidecast.examples;

import io.sidecast.SocketIoServer;
import io.sidecast.SocketIoServerBuilder;
import io.sidecast.cluster.OutboxLimit;
import io.sidecast.http.CorsSettings;
import io.sidecast.http.StaticFiles;
import io.sidecast.limit.Limit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The command line options of a reference node. */
final class NodeOptions {

  private static final long SHORTEST_NODE_TIMEOUT_MILLIS = 100;

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
      paramLabel = "ORIGIN,ORIGIN",
      description =
          "origins whose pages may use the server, for example https://page.example, or *; default none")
  String @Nullable [] cors;

  @Option(
      names = "--max-connections",
      paramLabel = "N",
      description = "connections of this server; default no limit")
  @Nullable Long maxConnections;

  @Option(
      names = "--max-connections-per-address",
      paramLabel = "N",
      description =
          "connections of one address; default no limit; behind a proxy it needs --trusted-proxies")
  @Nullable Long maxConnectionsPerAddress;

  @Option(
      names = "--trusted-proxies",
      paramLabel = "CIDR,CIDR",
      description =
          "proxies whose X-Forwarded-For names the client, for example 10.0.0.0/8; default none")
  String @Nullable [] trustedProxies;

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

  @Option(names = "--metrics", description = "serves metrics for Prometheus at /metrics")
  boolean metrics;

  @Option(
      names = "--admin",
      paramLabel = "USER:PASSWORD",
      description =
          "serves the Socket.IO Admin UI at /admin/; better in SIDECAST_ADMIN, where other users"
              + " of the machine do not see it; default none")
  @Nullable String admin;

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

  /**
   * Builds the server.
   *
   * @throws IllegalArgumentException if an option is wrong; the message names it
   */
  SocketIoServer server() {
    SocketIoServerBuilder builder =
        SocketIoServer.builder()
            .port(OptionValues.requirePort("--port", port))
            .healthRoutes()
            .staticFiles(StaticFiles.resources("web", "index.html"));
    withBroker(builder).allowEio3(allowEio3);
    OptionValues.set("--host", host, builder::host);
    OptionValues.set("--host", host, address -> builder.nodeLabel(address + ":" + port));
    OptionValues.set("--prefix", prefix, builder::brokerPrefix);
    OptionValues.set(
        "--cors", OptionValues.list(cors), origins -> builder.cors(CorsSettings.origins(origins)));
    setTimes(builder);
    setNumbers(builder);
    NodeAdmin.add(admin, builder);
    OptionValues.set(
        "--trusted-proxies", OptionValues.list(trustedProxies), builder::trustedProxies);
    return metrics ? new NodeMetrics().build(builder) : OptionValues.build(builder::build);
  }

  private void setTimes(SocketIoServerBuilder builder) {
    OptionValues.time("--ping-interval", pingInterval, 1, builder::pingInterval);
    OptionValues.time("--ping-timeout", pingTimeout, 1, builder::pingTimeout);
    OptionValues.time("--connect-timeout", connectTimeout, 1, builder::connectTimeout);
    OptionValues.time(
        "--node-timeout", nodeTimeout, SHORTEST_NODE_TIMEOUT_MILLIS, builder::nodeTimeout);
    OptionValues.time("--drain", drain, 0, builder::drainTime);
  }

  private void setNumbers(SocketIoServerBuilder builder) {
    long outageBytes = OptionValues.requireAtLeast("--outage-buffer", 0, outageBuffer, " bytes");
    builder.outboxLimit(OutboxLimit.DEFAULT.withOutageBytes(outageBytes));
    OptionValues.number("--max-payload", maxPayload, " bytes", builder::maxPayload);
    OptionValues.number("--broadcast-above", broadcastAbove, " buckets", builder::broadcastAbove);
    OptionValues.number(
        "--max-connections", maxConnections, count -> builder.limit(Limit.CONNECTIONS, count));
    OptionValues.number(
        "--max-connections-per-address",
        maxConnectionsPerAddress,
        count -> builder.limit(Limit.CONNECTIONS_PER_ADDRESS, count));
    OptionValues.number(
        "--max-events-per-second",
        maxEventsPerSecond,
        count -> builder.limit(Limit.EVENTS_PER_SECOND, count));
  }
}
