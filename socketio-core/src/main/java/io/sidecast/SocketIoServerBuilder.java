package io.sidecast;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.sidecast.cluster.ClusterBus;
import io.sidecast.cluster.ClusterSettings;
import io.sidecast.cluster.NodeId;
import io.sidecast.cluster.NodeInfo;
import io.sidecast.packet.JsonPacketCodec;
import io.sidecast.packet.PacketCodec;
import io.sidecast.socket.ErrorHandler;
import io.sidecast.socket.SocketSettings;
import io.sidecast.transport.StaticFiles;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Describes a server. One thread; can be used for several servers. */
public final class SocketIoServerBuilder extends HttpOptions<SocketIoServerBuilder> {

  private static final Logger log = LoggerFactory.getLogger(SocketIoServer.class);

  /** The environment variable that overrides {@link #broker}. */
  public static final String BROKER_VARIABLE = "SIDECAST_BROKER";

  private final Map<String, String> brokerProperties = new HashMap<>();
  private SocketSettings.Timeouts timeouts = SocketSettings.Timeouts.DEFAULT;
  private ObjectMapper mapper =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();
  private ErrorHandler errors =
      (socket, occasion, error) -> log.warn("{}: {} failed", socket, occasion, error);
  private @Nullable PacketCodec codec;
  private boolean cleanupEmptyNamespaces;
  private @Nullable String broker;
  private String brokerPrefix = "sidecast";
  private Duration brokerTimeout = Duration.ofSeconds(5);
  private Duration nodeTimeout = Duration.ofSeconds(10);
  private ClusterSettings.OutboxLimit outbox = ClusterSettings.OutboxLimit.DEFAULT;
  private @Nullable String label;

  SocketIoServerBuilder() {}

  @Override
  SocketIoServerBuilder self() {
    return this;
  }

  /**
   * Sets the port to listen on; default 3000.
   *
   * @param port 0 for any free one
   * @return this builder
   */
  public SocketIoServerBuilder port(int port) {
    transport = transport.withPort(port);
    return this;
  }

  /**
   * Sets the address to listen on; default all.
   *
   * @param host a host name or an IP address
   * @return this builder
   */
  public SocketIoServerBuilder host(String host) {
    transport = transport.withHost(host);
    return this;
  }

  /**
   * Sets the broker that connects the nodes. Without it, the only broker module on the class path
   * is used at its default address, and without any module the server is alone.
   *
   * @param uri for example {@code redis://127.0.0.1:6379}; {@code none} to stay alone
   * @return this builder
   */
  public SocketIoServerBuilder broker(String uri) {
    broker = uri;
    return this;
  }

  /**
   * Sets a setting of the broker that can also be a query parameter of its URI.
   *
   * @param key the name of the setting
   * @param value its value
   * @return this builder
   */
  public SocketIoServerBuilder brokerProperty(String key, String value) {
    brokerProperties.put(key, value);
    return this;
  }

  /**
   * Sets the name that isolates this application from others on the same broker; default {@code
   * sidecast}.
   *
   * @param prefix 1 to 32 characters of {@code [A-Za-z0-9_-]}
   * @return this builder
   */
  public SocketIoServerBuilder brokerPrefix(String prefix) {
    brokerPrefix = prefix;
    return this;
  }

  /**
   * Sets how long the broker may take to connect or to answer; default 5 seconds.
   *
   * @param timeout a positive duration
   * @return this builder
   */
  public SocketIoServerBuilder brokerTimeout(Duration timeout) {
    brokerTimeout = timeout;
    return this;
  }

  /**
   * Sets after how much silence another node counts as dead; default 10 seconds. Every node sends a
   * heartbeat three times as often.
   *
   * @param timeout a positive duration, the same on all nodes
   * @return this builder
   */
  public SocketIoServerBuilder nodeTimeout(Duration timeout) {
    nodeTimeout = timeout;
    return this;
  }

  /**
   * Sets what this node is called in logs and lists; default host and port.
   *
   * @param label any text
   * @return this builder
   */
  public SocketIoServerBuilder nodeLabel(String label) {
    this.label = label;
    return this;
  }

  /**
   * Sets how much may wait for the broker, and whether emits wait while it is down.
   *
   * @param limit messages and bytes; by default an emit fails at once while the broker is down
   * @return this builder
   */
  public SocketIoServerBuilder outboxLimit(ClusterSettings.OutboxLimit limit) {
    outbox = limit;
    return this;
  }

  /**
   * Serves the files of a folder, with {@code index.html} as the page of a folder.
   *
   * @param root the folder
   * @return this builder
   */
  public SocketIoServerBuilder staticFiles(Path root) {
    return staticFiles(StaticFiles.folder(root, "index.html"));
  }

  /**
   * Serves files.
   *
   * @param files from a folder or from the class path
   * @return this builder
   */
  public SocketIoServerBuilder staticFiles(StaticFiles files) {
    transport = transport.withFiles(files);
    return this;
  }

  /**
   * Sets the number of event loops; default one for each processor.
   *
   * @param count at least 1
   * @return this builder
   */
  public SocketIoServerBuilder eventLoops(int count) {
    transport = transport.withEventLoops(count);
    return this;
  }

  /**
   * Sets the path of the Socket.IO endpoint; default {@code /socket.io}.
   *
   * @param path with a leading and without a trailing slash
   * @return this builder
   */
  public SocketIoServerBuilder path(String path) {
    engine.path(path);
    return this;
  }

  /**
   * Sets the transports that clients may use; default both.
   *
   * @param transports {@code polling}, {@code websocket}
   * @return this builder
   */
  public SocketIoServerBuilder transports(String... transports) {
    engine.transports(transports);
    return this;
  }

  /**
   * Sets whether a WebSocket may take over from polling; default true.
   *
   * @param allow false to forbid it
   * @return this builder
   */
  public SocketIoServerBuilder allowUpgrades(boolean allow) {
    engine.allowUpgrades(allow);
    return this;
  }

  /**
   * Sets how long after a pong the next ping is sent; default 25 seconds.
   *
   * @param interval at least a millisecond
   * @return this builder
   */
  public SocketIoServerBuilder pingInterval(Duration interval) {
    engine.pingInterval(interval);
    return this;
  }

  /**
   * Sets how long a client has to answer a ping; default 20 seconds.
   *
   * @param timeout at least a millisecond
   * @return this builder
   */
  public SocketIoServerBuilder pingTimeout(Duration timeout) {
    engine.pingTimeout(timeout);
    return this;
  }

  /**
   * Sets how long an upgrade may take; default 10 seconds.
   *
   * @param timeout at least a millisecond
   * @return this builder
   */
  public SocketIoServerBuilder upgradeTimeout(Duration timeout) {
    engine.upgradeTimeout(timeout);
    return this;
  }

  /**
   * Sets the most bytes of one message or one polling request of a client; default 1,000,000.
   *
   * @param bytes a positive number
   * @return this builder
   */
  public SocketIoServerBuilder maxPayload(int bytes) {
    engine.maxPayload(bytes);
    return this;
  }

  /**
   * Sets how much may wait to be sent to one client before it is cut as a slow one; default 16 MiB.
   *
   * @param bytes a positive number
   * @return this builder
   */
  public SocketIoServerBuilder maxBufferedBytes(long bytes) {
    engine.maxBufferedBytes(bytes);
    return this;
  }

  /**
   * Sets how long a client has to connect to a namespace; default 45 seconds.
   *
   * @param timeout a positive duration
   * @return this builder
   */
  public SocketIoServerBuilder connectTimeout(Duration timeout) {
    timeouts = new SocketSettings.Timeouts(timeout, timeouts.ack());
    return this;
  }

  /**
   * Sets how long an acknowledgement may take where no timeout is given; default 10 seconds.
   *
   * @param timeout a positive duration
   * @return this builder
   */
  public SocketIoServerBuilder ackTimeout(Duration timeout) {
    timeouts = new SocketSettings.Timeouts(timeouts.connect(), timeout);
    return this;
  }

  /**
   * Sets whether a dynamic namespace is forgotten when its last socket leaves; default false.
   *
   * @param cleanup true to forget it
   * @return this builder
   */
  public SocketIoServerBuilder cleanupEmptyChildNamespaces(boolean cleanup) {
    cleanupEmptyNamespaces = cleanup;
    return this;
  }

  /**
   * Sets how packets are encoded; default JSON with attachments. All clients and all nodes use the
   * same.
   *
   * @param codec for example a {@link io.sidecast.packet.MsgpackPacketCodec}
   * @return this builder
   */
  public SocketIoServerBuilder parser(PacketCodec codec) {
    this.codec = codec;
    return this;
  }

  /**
   * Sets how values become JSON and back; by default unknown properties are ignored.
   *
   * @param mapper not changed any more by you
   * @return this builder
   */
  public SocketIoServerBuilder objectMapper(ObjectMapper mapper) {
    this.mapper = mapper;
    return this;
  }

  /**
   * Sets who is told what handlers and middlewares throw; by default it is logged.
   *
   * @param handler the handler
   * @return this builder
   */
  public SocketIoServerBuilder onError(ErrorHandler handler) {
    errors = handler;
    return this;
  }

  /**
   * Builds the server. It does nothing until it is started.
   *
   * @return the server
   * @throws io.sidecast.broker.BrokerException if several brokers could be used, or none opens the
   *     URI; the message says what to do
   */
  public SocketIoServer build() {
    var choice = BrokerChoice.make(brokerUri());
    var threads = ServerThreads.create();
    var sockets =
        new SocketSettings(
            mapper,
            codec == null ? new JsonPacketCodec(mapper, JsonPacketCodec.Limits.DEFAULT) : codec,
            threads.handlers(),
            threads.timer(),
            timeouts,
            errors,
            cleanupEmptyNamespaces);
    var parts =
        new ServerNode.Parts(
            threads, bus(choice, threads), sockets, engine(threads.handlers()), transport);
    return new SocketIoServer(new ServerNode(parts));
  }

  private @Nullable String brokerUri() {
    String override = System.getenv(BROKER_VARIABLE);
    return override == null ? broker : override;
  }

  private ClusterBus bus(Optional<BrokerChoice> choice, ServerThreads threads) {
    var self = new NodeInfo(NodeId.random(), Instant.now(), label == null ? address() : label);
    if (choice.isEmpty()) {
      return ClusterBus.alone(self);
    }
    var config = choice.get().config(brokerPrefix, brokerTimeout, brokerProperties);
    var settings =
        new ClusterSettings(
            self, nodeTimeout.dividedBy(3), nodeTimeout, outbox, threads.handlers());
    return ClusterBus.over(settings, listener -> choice.get().provider().open(config, listener));
  }

  private String address() {
    String host = System.getenv("HOSTNAME");
    return (host == null ? transport.host() : host) + ":" + transport.port();
  }
}
