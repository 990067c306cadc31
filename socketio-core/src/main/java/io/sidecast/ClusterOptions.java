package io.sidecast;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.sidecast.BrokerChoice.Use;
import io.sidecast.broker.BrokerConfig;
import io.sidecast.broker.BrokerException;
import io.sidecast.broker.BrokerProvider;
import io.sidecast.cluster.ClusterTracing;
import io.sidecast.cluster.EnvelopeKeys;
import io.sidecast.cluster.NodeId;
import io.sidecast.cluster.NodeInfo;
import io.sidecast.cluster.OutboxLimit;
import io.sidecast.cluster.bus.ClusterBus;
import io.sidecast.cluster.bus.ClusterEvents;
import io.sidecast.cluster.bus.ClusterSettings;
import io.sidecast.cluster.bus.HostLoop;
import io.sidecast.cluster.node.BrokerBus;
import io.sidecast.cluster.node.LocalBus;
import io.sidecast.limit.Limit;
import io.sidecast.limit.Limits;
import io.sidecast.packet.JsonPacketCodec;
import io.sidecast.packet.Packet;
import io.sidecast.packet.PacketCodec;
import io.sidecast.packet.PacketType;
import io.sidecast.socket.ErrorHandler;
import io.sidecast.socket.EventObserver;
import io.sidecast.socket.HandlerModes;
import io.sidecast.socket.HandlerStages;
import io.sidecast.socket.LoopWatchdog;
import io.sidecast.socket.Middleware;
import io.sidecast.socket.SocketSettings;
import io.sidecast.socket.Values;
import io.sidecast.transport.EventLoopThreads;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The options that servers and emitters share: broker, cluster, acknowledgements and encoding. Not
 * thread-safe.
 *
 * @param <B> the concrete builder type
 * @since 0.1.0
 */
public abstract sealed class ClusterOptions<B extends ClusterOptions<B>>
    permits HttpOptions, SidecastEmitterBuilder {

  /**
   * The environment variable that holds the broker URI of a program that does not set one itself.
   */
  public static final String BROKER_VARIABLE = "SIDECAST_BROKER";

  /**
   * The environment variable that holds the envelope keys of a program that does not set them
   * itself, in the form of {@link EnvelopeKeys#parse}.
   */
  public static final String ENVELOPE_KEYS_VARIABLE = "SIDECAST_ENVELOPE_KEYS";

  /** The minimum node timeout. A node sends three heartbeats within one timeout. */
  private static final Duration SHORTEST_NODE_TIMEOUT = Duration.ofMillis(100);

  private static final int MAX_ROOM_BUCKETS = 65_536;

  SocketSettings.Timeouts timeouts = SocketSettings.Timeouts.DEFAULT;
  long maxWaitingBytes = SocketSettings.DEFAULT_MAX_WAITING_BYTES;
  final Map<Limit, Long> limits = new EnumMap<>(Limit.class);
  private ObjectMapper mapper =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();
  private final Map<String, String> brokerProperties = new HashMap<>();
  private @Nullable PacketCodec codec;
  private boolean refuseDuplicateKeys;
  private @Nullable List<@Nullable Object> ackOnError;
  private @Nullable String broker;
  private String brokerPrefix = "sidecast";
  private Duration brokerTimeout = Duration.ofSeconds(5);
  private Duration nodeTimeout = Duration.ofSeconds(10);
  private OutboxLimit outbox = OutboxLimit.DEFAULT;
  private @Nullable EnvelopeKeys envelopeKeys;
  private @Nullable ClusterTracing tracing;
  private int roomBuckets;
  private int broadcastAbove;
  final List<Middleware> middlewares = new ArrayList<>();
  @Nullable EventObserver observer;
  private boolean virtualThreads;
  private int maxHandlerThreads = HandlerThreads.DEFAULT_MAX;
  private @Nullable String label;

  ClusterOptions() {}

  /** Returns this builder as its own type. */
  abstract B self();

  /**
   * Sets the broker that connects the nodes. Without this setting, the environment variable {@code
   * SIDECAST_BROKER} selects the broker; an empty variable counts as unset. Without either, the
   * only broker module on the class path is used at its default address. Without any broker module
   * a server runs as a single node.
   *
   * @param uri the broker URI, for example {@code redis://127.0.0.1:6379}, or {@code none} for a
   *     single node, whatever the environment and the class path contain
   * @return this builder
   */
  public B broker(String uri) {
    Objects.requireNonNull(uri, "uri must not be null");
    broker = uri;
    return self();
  }

  /**
   * Sets a property of the broker. The same property may also be a query parameter of the broker
   * URI.
   *
   * @param key the name of the property
   * @param value the value of the property
   * @return this builder
   */
  public B brokerProperty(String key, String value) {
    Objects.requireNonNull(key, "key must not be null");
    Objects.requireNonNull(value, "value must not be null");
    brokerProperties.put(key, value);
    return self();
  }

  /**
   * Sets the prefix that isolates this application from others on the same broker; default {@code
   * sidecast}. All nodes and emitters of one cluster must use the same prefix.
   *
   * @param prefix 1 to 32 characters of {@code [A-Za-z0-9_-]}; the same on all nodes
   * @return this builder
   * @throws IllegalArgumentException for another prefix
   */
  public B brokerPrefix(String prefix) {
    Objects.requireNonNull(prefix, "prefix must not be null");
    if (!BrokerConfig.isPrefix(prefix)) {
      throw new IllegalArgumentException(
          "brokerPrefix must be 1 to 32 characters of [A-Za-z0-9_-], not '" + prefix + "'");
    }
    brokerPrefix = prefix;
    return self();
  }

  /**
   * Sets the maximum time for the broker to connect or to respond; default 5 seconds. A start fails
   * after it, and so do emits. The setting {@code command_timeout} of a broker overrides it.
   *
   * @param timeout at least a millisecond, at most 365 days
   * @return this builder
   * @throws IllegalArgumentException if the timeout is out of range
   */
  public B brokerTimeout(Duration timeout) {
    Objects.requireNonNull(timeout, "timeout must not be null");
    brokerTimeout = Ranges.duration("brokerTimeout", timeout);
    return self();
  }

  /**
   * Sets the time without a message after which another node is considered dead; default 10
   * seconds. Every node sends three heartbeats within this time.
   *
   * @param timeout at least 100 milliseconds, at most 365 days; must be the same on all nodes
   * @return this builder
   * @throws IllegalArgumentException if the timeout is out of range
   */
  public B nodeTimeout(Duration timeout) {
    Objects.requireNonNull(timeout, "timeout must not be null");
    nodeTimeout = Ranges.duration("nodeTimeout", timeout, SHORTEST_NODE_TIMEOUT);
    return self();
  }

  /**
   * Sets the number of room buckets. Every room belongs to one bucket, and a node subscribes to the
   * buckets in which its sockets have joined rooms. All nodes must use the same number; a node with
   * another number fails to start. By default it is the number of room channels that the broker
   * supports for one node.
   *
   * @param count 1 to 65,536, at most the number that the broker supports
   * @return this builder
   * @throws IllegalArgumentException if the number is out of range
   */
  public B roomBuckets(int count) {
    roomBuckets = Ranges.positive("roomBuckets", count, MAX_ROOM_BUCKETS);
    return self();
  }

  /**
   * Sets the number of occupied room buckets above which this node enters broadcast mode. In
   * broadcast mode the node receives the messages for rooms by broadcast, in place of one
   * subscription for each bucket; it returns to buckets at half of this number. By default a node
   * never enters broadcast mode.
   *
   * <p>While a node is in broadcast mode, an emit to a room reaches all nodes. Choose a number at
   * which this node receives nearly all messages anyway. Nodes may use different numbers.
   *
   * @param buckets at least 1
   * @return this builder
   * @throws IllegalArgumentException if the number is not positive
   */
  public B broadcastAbove(int buckets) {
    broadcastAbove = Ranges.positive("broadcastAbove", buckets, Integer.MAX_VALUE);
    return self();
  }

  /**
   * Sets the name of this node in logs and node lists; default host and port, or host and process
   * id if the port is not fixed.
   *
   * @param label 1 to 255 characters, none of them a control character
   * @return this builder
   * @throws IllegalArgumentException for another label
   */
  public B nodeLabel(String label) {
    Objects.requireNonNull(label, "label must not be null");
    this.label = Ranges.name("nodeLabel", label);
    return self();
  }

  /**
   * Sets the limit of the outbox, in which messages wait for the broker, and whether emits wait
   * while the broker is down. An emit beyond the limit fails with a {@link
   * io.sidecast.cluster.ClusterBusyException}.
   *
   * @param limit the maximum number of messages and bytes; default 65,536 and 64 MiB, and an emit
   *     fails at once while the broker is down
   * @return this builder
   */
  public B outboxLimit(OutboxLimit limit) {
    Objects.requireNonNull(limit, "limit must not be null");
    outbox = limit;
    return self();
  }

  /**
   * Sets the keys with which the nodes sign the messages that they send through the broker. A node
   * with keys drops every message that is not signed with one of them, so another publisher on the
   * broker has no control over it. Messages are not encrypted. All nodes and emitters of one
   * cluster must use the same keys, and no other cluster may use them; {@link EnvelopeKeys}
   * describes how they are replaced. Without this setting, the environment variable {@code
   * SIDECAST_ENVELOPE_KEYS} holds the keys in base64, separated by commas; an empty variable counts
   * as unset, and a server or an emitter is not built with a blank or malformed one. Without
   * either, messages are not signed.
   *
   * @param keys the keys, or {@link EnvelopeKeys#NONE} for none, whatever the environment contains
   * @return this builder
   */
  public B envelopeKeys(EnvelopeKeys keys) {
    Objects.requireNonNull(keys, "keys must not be null");
    envelopeKeys = keys;
    return self();
  }

  /**
   * Sets the connection of the traces of nodes, for example that of Micrometer; default none. The
   * messages of this node then name the trace of the thread that emits them, which costs about 60
   * bytes for each, and the handlers of another node's server-side events run in its trace. Nodes
   * without this setting deliver such messages without their traces. Without a broker it has no
   * effect. A later call replaces an earlier one.
   *
   * @param tracing called for each message to other nodes, and for each one from them that names a
   *     trace
   * @return this builder
   */
  public B clusterTracing(ClusterTracing tracing) {
    this.tracing = Objects.requireNonNull(tracing, "tracing must not be null");
    return self();
  }

  /**
   * Sets the timeout of acknowledgements and of responses for which no other timeout is given;
   * default 10 seconds. After it the stage of one client fails, and that of an audience completes
   * with the acknowledgements received so far.
   *
   * @param timeout at least a millisecond, at most 365 days
   * @return this builder
   * @throws IllegalArgumentException if the timeout is out of range
   */
  public B ackTimeout(Duration timeout) {
    Objects.requireNonNull(timeout, "timeout must not be null");
    timeouts =
        new SocketSettings.Timeouts(timeouts.connect(), Ranges.duration("ackTimeout", timeout));
    return self();
  }

  /**
   * Sets the codec of packets; default JSON with binary attachments. All clients and all nodes must
   * use the same codec.
   *
   * @param codec the codec, for example a {@link io.sidecast.packet.MsgpackPacketCodec}
   * @return this builder
   */
  public B parser(PacketCodec codec) {
    Objects.requireNonNull(codec, "codec must not be null");
    this.codec = codec;
    return self();
  }

  /**
   * Sets the mapper that converts values to JSON and back; the default mapper ignores unknown
   * properties. The features, modules and serialisers of the mapper apply to every argument,
   * acknowledgement and handshake. A codec set with {@link #parser} has its own mapper: give it the
   * same one.
   *
   * @param mapper the mapper; must not be changed afterwards
   * @return this builder
   */
  public B objectMapper(ObjectMapper mapper) {
    Objects.requireNonNull(mapper, "mapper must not be null");
    this.mapper = mapper;
    return self();
  }

  /**
   * Sets whether a packet that contains an object with duplicate keys is refused, for example
   * {@code {"role":"user","role":"admin"}}. A refused packet closes the connection of its client.
   * By default such an object is accepted and the last value applies.
   *
   * @param refuse true to refuse such packets
   * @return this builder
   */
  public B refuseDuplicateKeys(boolean refuse) {
    refuseDuplicateKeys = refuse;
    return self();
  }

  /**
   * Sets the acknowledgement of an event whose handler failed: the handler or a middleware threw,
   * the stage that the handler returned failed, or its result cannot be serialised. The error
   * handler receives the exception in any case. By default such an event is not acknowledged, and
   * the client waits until its own timeout.
   *
   * @param values the arguments of the acknowledgement; the same for every event
   * @return this builder
   */
  public B ackOnError(Object... values) {
    Objects.requireNonNull(values, "values must not be null");
    ackOnError = Collections.unmodifiableList(new ArrayList<>(Arrays.asList(values)));
    return self();
  }

  /**
   * Sets whether handlers, and the callbacks that are attached to stages, run on virtual threads,
   * one for each task, instead of pools. Virtual threads suit handlers that block for long in great
   * numbers; a pool costs less for short handlers. Before Java 24 a virtual thread that blocks
   * within {@code synchronized} keeps its carrier thread. Default false.
   *
   * @param virtual whether to use virtual threads
   * @return this builder
   * @throws UnsupportedOperationException if virtual threads are wanted and the JVM is older than
   *     Java 21
   */
  public B virtualThreads(boolean virtual) {
    if (virtual && !HandlerThreads.hasVirtual()) {
      throw new UnsupportedOperationException(
          "virtualThreads(true) needs Java 21 or later; this is Java "
              + Runtime.version().feature());
    }
    virtualThreads = virtual;
    return self();
  }

  /**
   * Sets the maximum number of threads of the pool of handlers; virtual threads ignore it. A second
   * pool with the same maximum runs the callbacks that are attached to stages. Each pool uses up to
   * 32 threads, or 8 for each processor if that is more; it starts more only while all of them are
   * busy and tasks wait for 20 ms, and not while the JVM keeps the processors busy. Above the
   * maximum handlers wait for a thread, and a warning is logged after 5 seconds. Default 512, or 8
   * for each processor if that is more.
   *
   * @param count at least 1
   * @return this builder
   * @throws IllegalArgumentException if the number is not positive
   */
  public B maxHandlerThreads(int count) {
    maxHandlerThreads = Ranges.positive("maxHandlerThreads", count, Integer.MAX_VALUE);
    return self();
  }

  /** Creates the threads of one server or emitter. */
  ServerThreads threads() {
    return ServerThreads.create(virtualThreads, maxHandlerThreads);
  }

  /** The settings of the sockets. */
  SocketSettings sockets(
      ServerThreads threads, ErrorHandler errors, boolean cleanup, HandlerModes modes) {
    LoopWatchdog loops =
        modes.usesEventLoops()
            ? new LoopWatchdog(threads.timer(), EventLoopThreads::include)
            : null;
    return new SocketSettings(
        new Values(mapper),
        codec(),
        threads.handlers(),
        modes,
        loops,
        new HandlerStages(threads.handlers().stages(), loops),
        threads.timer(),
        timeouts,
        errors,
        ackOnError,
        cleanup,
        maxWaitingBytes,
        new Limits(limits),
        observer,
        List.copyOf(middlewares));
  }

  /** The codec. Fails if it cannot encode the configured acknowledgement of errors. */
  private PacketCodec codec() {
    PacketCodec chosen =
        codec == null ? new JsonPacketCodec(mapper, JsonPacketCodec.Limits.DEFAULT) : codec;
    if (ackOnError != null) {
      chosen.encode(new Packet.Header(PacketType.ACK, "/", 0), ackOnError);
    }
    return refuseDuplicateKeys ? chosen.refusingDuplicateKeys() : chosen;
  }

  /** Chooses the broker. */
  BrokerChoice choice() {
    return BrokerChoice.make(broker, System.getenv(BROKER_VARIABLE));
  }

  /**
   * The values that a bus needs besides the options.
   *
   * @param address the name of the node if it has no label
   * @param isMember whether the node may hold sockets
   * @param events receives the events of other nodes
   * @param loop supplies the event loop of a server that has only one, when the broker is opened
   */
  record BusDependencies(
      String address, boolean isMember, ClusterEvents events, Supplier<Optional<HostLoop>> loop) {}

  ClusterBus bus(BrokerChoice choice, BusDependencies ends) {
    var now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    var self = new NodeInfo(NodeId.random(), now, label == null ? ends.address() : label);
    EnvelopeKeys keys = keys(envelopeKeys, System.getenv(ENVELOPE_KEYS_VARIABLE));
    Use use = choice.use();
    if (use == null) {
      return new LocalBus(self);
    }
    var config = new BrokerConfig(use.uri(), brokerPrefix, brokerTimeout, brokerProperties);
    var settings =
        new ClusterSettings(
            self,
            nodeTimeout.dividedBy(3),
            nodeTimeout,
            outbox,
            keys,
            new ClusterSettings.Part(ends.isMember(), roomBuckets, broadcastAbove),
            ends.events(),
            tracing);
    BrokerProvider provider = use.provider();
    return new BrokerBus(settings, new ProviderOpener(provider, config, ends.loop()));
  }

  /**
   * Chooses the envelope keys. A blank variable is an error, because the nodes of a program that
   * sets keys must not start without them.
   *
   * @param code the keys set by the program; null if it set none
   * @param variable the value of the environment variable, or null; an empty value counts as unset
   */
  static EnvelopeKeys keys(@Nullable EnvelopeKeys code, @Nullable String variable) {
    if (code != null) {
      return code;
    }
    if (variable == null || variable.isEmpty()) {
      return EnvelopeKeys.NONE;
    }
    if (variable.isBlank()) {
      throw BrokerException.badConfig(
          ENVELOPE_KEYS_VARIABLE + ": the value is blank: set keys in base64, or unset it");
    }
    try {
      return EnvelopeKeys.parse(variable);
    } catch (IllegalArgumentException e) {
      throw new BrokerException(
          BrokerException.Kind.BAD_CONFIG, ENVELOPE_KEYS_VARIABLE + ": " + e.getMessage(), e);
    }
  }
}
