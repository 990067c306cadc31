package io.sidecast.spring.autoconfigure;

import io.sidecast.limit.Limit;
import io.sidecast.socket.HandlerMode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * The properties of Sidecast. A property without a value leaves the default of the builder, which
 * the documentation of the settings lists. Immutable.
 *
 * @param server the server of this process
 * @param broker the message broker that connects the nodes
 * @param cluster this node in the cluster
 * @param handlers the threads of handlers
 * @param limits Maximum numbers of resources by the name of the limit.
 */
@ConfigurationProperties("sidecast")
public record SidecastProperties(
    @DefaultValue Server server,
    @DefaultValue Broker broker,
    @DefaultValue Cluster cluster,
    @DefaultValue Handlers handlers,
    @DefaultValue Map<Limit, Long> limits) {

  /**
   * The server of this process.
   *
   * @param enabled Whether this process serves clients. Without a server it has an emitter.
   * @param sharedPort Whether the server uses the port of the application, which WebFlux on Netty
   *     permits. By default it does if no port is set and the application is such a one.
   * @param port Port of the server. 3000 by default, 0 for a free one.
   * @param host Address on which the server listens. All by default.
   * @param path Path of the requests of clients. "/socket.io" by default.
   * @param transports Comma-separated list of transports, in the order of preference.
   * @param eventLoops Number of threads that read and write.
   * @param pingInterval Time between two pings of a client. 25 s by default.
   * @param pingTimeout Time after a ping after which a silent client is disconnected. 20 s by
   *     default.
   * @param connectTimeout Time in which a client must connect to a namespace. 45 s by default.
   * @param maxPayload Maximum size of a message of a client. 1 MB by default.
   * @param drainTime Time over which clients are disconnected when the server stops. Must be
   *     shorter than "spring.lifecycle.timeout-per-shutdown-phase".
   * @param corsOrigins Comma-separated list of origins whose pages may connect. "*" for all.
   * @param corsCredentials Whether pages of these origins may send cookies.
   * @param trustedProxies Comma-separated list of networks whose "X-Forwarded-For" is trusted.
   * @param allowEio3 Whether clients of Socket.IO 2 may connect.
   * @param healthRoutes Whether "/healthz" and "/readyz" are served on the port of the server.
   * @param sslBundle Name of the SSL bundle with the certificate of the server.
   */
  public record Server(
      @DefaultValue("true") boolean enabled,
      @Nullable Boolean sharedPort,
      @Nullable Integer port,
      @Nullable String host,
      @Nullable String path,
      @DefaultValue List<String> transports,
      @Nullable Integer eventLoops,
      @Nullable Duration pingInterval,
      @Nullable Duration pingTimeout,
      @Nullable Duration connectTimeout,
      @Nullable DataSize maxPayload,
      @Nullable Duration drainTime,
      @DefaultValue List<String> corsOrigins,
      boolean corsCredentials,
      @DefaultValue List<String> trustedProxies,
      boolean allowEio3,
      boolean healthRoutes,
      @Nullable String sslBundle) {}

  /**
   * The message broker that connects the nodes.
   *
   * @param uri URI of the broker, for example "redis://127.0.0.1:6379", or "none" for a single
   *     node. By default that of the application's Redis, RabbitMQ or Kafka.
   * @param prefix Prefix of the names at the broker, one for each application that shares it.
   * @param timeout Time in which the broker must respond.
   * @param properties Settings of the broker by name.
   */
  public record Broker(
      @Nullable String uri,
      @Nullable String prefix,
      @Nullable Duration timeout,
      @DefaultValue Map<String, String> properties) {

    /**
     * Returns the broker of a URI: {@code sidecast.broker=redis://…}, and so the environment
     * variable {@code SIDECAST_BROKER}, is short for {@code sidecast.broker.uri}.
     *
     * @param uri the URI
     * @return the broker
     */
    public static Broker of(String uri) {
      return new Broker(uri, null, null, Map.of());
    }

    /**
     * Adds the properties below {@code sidecast.broker}, which Spring does not read beside a value
     * of {@code sidecast.broker} itself. They take precedence over it.
     */
    Broker with(Binder binder) {
      return new Broker(
          binder.bind("sidecast.broker.uri", String.class).orElse(uri),
          binder.bind("sidecast.broker.prefix", String.class).orElse(prefix),
          binder.bind("sidecast.broker.timeout", Duration.class).orElse(timeout),
          binder
              .bind("sidecast.broker.properties", Bindable.mapOf(String.class, String.class))
              .orElse(properties));
    }
  }

  /**
   * This node in the cluster.
   *
   * @param nodeLabel Name of this node in logs and lists of nodes.
   * @param nodeTimeout Time after which a silent node counts as dead.
   * @param roomBuckets Number of groups of rooms that have a channel at the broker.
   * @param envelopeKeys Comma-separated list of keys that sign messages between nodes, in base64.
   * @param tracing Whether messages between nodes carry the trace of their sender, and are
   *     observations with spans.
   */
  public record Cluster(
      @Nullable String nodeLabel,
      @Nullable Duration nodeTimeout,
      @Nullable Integer roomBuckets,
      @Nullable String envelopeKeys,
      @DefaultValue("false") boolean tracing) {}

  /**
   * The threads of handlers.
   *
   * @param mode Threads that run handlers. "event-loop" only if no handler blocks.
   * @param virtualThreads Whether handlers run on virtual threads. That of
   *     "spring.threads.virtual.enabled" by default.
   * @param maxThreads Maximum number of threads that run handlers.
   * @param ackTimeout Time in which a client must acknowledge an event.
   * @param timedEvents Events whose handlers have timers of their own in the metrics.
   * @param observed Whether the handlers of each event are an observation, with a span, instead of
   *     a timer.
   */
  public record Handlers(
      @Nullable HandlerMode mode,
      @Nullable Boolean virtualThreads,
      @Nullable Integer maxThreads,
      @Nullable Duration ackTimeout,
      @DefaultValue List<String> timedEvents,
      @DefaultValue("false") boolean observed) {}
}
