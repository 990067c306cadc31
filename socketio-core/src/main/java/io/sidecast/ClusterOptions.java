package io.sidecast;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.sidecast.BrokerChoice.Use;
import io.sidecast.broker.BrokerConfig;
import io.sidecast.cluster.ClusterBus;
import io.sidecast.cluster.ClusterEvents;
import io.sidecast.cluster.ClusterSettings;
import io.sidecast.cluster.NodeId;
import io.sidecast.cluster.NodeInfo;
import io.sidecast.packet.JsonPacketCodec;
import io.sidecast.packet.Packet;
import io.sidecast.packet.PacketCodec;
import io.sidecast.packet.PacketType;
import io.sidecast.socket.ErrorHandler;
import io.sidecast.socket.HandlerStages;
import io.sidecast.socket.SocketSettings;
import io.sidecast.socket.Values;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The options of whoever takes part in a cluster. One thread.
 *
 * @param <B> the builder that has them
 */
public abstract sealed class ClusterOptions<B extends ClusterOptions<B>>
    permits HttpOptions, SidecastEmitterBuilder {

  /** The environment variable with the URI of the broker, for a program that names none. */
  public static final String BROKER_VARIABLE = "SIDECAST_BROKER";

  /** A heartbeat is sent three times in this time. */
  private static final Duration SHORTEST_NODE_TIMEOUT = Duration.ofMillis(100);

  private static final int MOST_ROOM_BUCKETS = 65_536;

  SocketSettings.Timeouts timeouts = SocketSettings.Timeouts.DEFAULT;
  long maxWaitingBytes = SocketSettings.DEFAULT_MAX_WAITING_BYTES;
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
  private ClusterSettings.OutboxLimit outbox = ClusterSettings.OutboxLimit.DEFAULT;
  private int roomBuckets;
  private int broadcastAbove;
  private int maxHandlerThreads = HandlerThreads.DEFAULT_MOST;
  private @Nullable String label;

  ClusterOptions() {}

  /** This builder, as its own type. */
  abstract B self();

  /**
   * Sets the broker that connects the nodes. The environment variable {@code SIDECAST_BROKER} is
   * used only without it, and an empty variable is none. Without both, the only broker module on
   * the class path is used at its default address, and without any module a server is alone.
   *
   * @param uri for example {@code redis://127.0.0.1:6379}; {@code none} to stay alone, whatever the
   *     environment and the class path have
   * @return this builder
   */
  public B broker(String uri) {
    Objects.requireNonNull(uri, "uri must not be null");
    broker = uri;
    return self();
  }

  /**
   * Sets a setting of the broker that can also be a query parameter of its URI.
   *
   * @param key the name of the setting
   * @param value its value
   * @return this builder
   */
  public B brokerProperty(String key, String value) {
    Objects.requireNonNull(key, "key must not be null");
    Objects.requireNonNull(value, "value must not be null");
    brokerProperties.put(key, value);
    return self();
  }

  /**
   * Sets the name that isolates this application from others on the same broker; default {@code
   * sidecast}.
   *
   * @param prefix 1 to 32 characters of {@code [A-Za-z0-9_-]}; the same on all nodes; another one
   *     is refused when the server is built
   * @return this builder
   */
  public B brokerPrefix(String prefix) {
    Objects.requireNonNull(prefix, "prefix must not be null");
    brokerPrefix = prefix;
    return self();
  }

  /**
   * Sets how long the broker may take to connect or to answer; default 5 seconds. A start fails
   * after it, and so do emits; the setting {@code command_timeout} of a broker wins over it.
   *
   * @param timeout at least a millisecond, at most 365 days
   * @return this builder
   * @throws IllegalArgumentException if it is out of range
   */
  public B brokerTimeout(Duration timeout) {
    Objects.requireNonNull(timeout, "timeout must not be null");
    brokerTimeout = Ranges.duration("brokerTimeout", timeout);
    return self();
  }

  /**
   * Sets after how much silence another node counts as dead; default 10 seconds. Every node sends a
   * heartbeat three times as often.
   *
   * @param timeout at least 100 milliseconds, at most 365 days; the same on all nodes
   * @return this builder
   * @throws IllegalArgumentException if it is out of range
   */
  public B nodeTimeout(Duration timeout) {
    Objects.requireNonNull(timeout, "timeout must not be null");
    nodeTimeout = Ranges.duration("nodeTimeout", timeout, SHORTEST_NODE_TIMEOUT);
    return self();
  }

  /**
   * Sets into how many buckets rooms are sorted. A node hears the buckets in which it has members.
   * All nodes must use the same number; one that does not fails to start. By default it is the
   * number of room channels that the broker takes for one node.
   *
   * @param count 1 to 65,536, and at most the broker's number
   * @return this builder
   * @throws IllegalArgumentException if it is out of range
   */
  public B roomBuckets(int count) {
    roomBuckets = Ranges.positive("roomBuckets", count, MOST_ROOM_BUCKETS);
    return self();
  }

  /**
   * Sets above how many occupied buckets this node hears what is meant for rooms by broadcast, in
   * place of a subscription for each; it returns to the buckets at half of that. By default it
   * never does. Meanwhile an emit to a room reaches all nodes, so choose a number at which this
   * node hears nearly everything anyway. The nodes need not agree.
   *
   * @param buckets at least 1
   * @return this builder
   * @throws IllegalArgumentException if it is not positive
   */
  public B broadcastAbove(int buckets) {
    broadcastAbove = Ranges.positive("broadcastAbove", buckets, Integer.MAX_VALUE);
    return self();
  }

  /**
   * Sets what this node is called in logs and lists; default host and port.
   *
   * @param label any text
   * @return this builder
   */
  public B nodeLabel(String label) {
    Objects.requireNonNull(label, "label must not be null");
    this.label = label;
    return self();
  }

  /**
   * Sets how much may wait for the broker, and whether emits wait while it is down. More fails with
   * a {@link io.sidecast.cluster.ClusterBusyException}.
   *
   * @param limit messages and bytes; default 65,536 and 64 MiB, and an emit fails at once while the
   *     broker is down
   * @return this builder
   */
  public B outboxLimit(ClusterSettings.OutboxLimit limit) {
    Objects.requireNonNull(limit, "limit must not be null");
    outbox = limit;
    return self();
  }

  /**
   * Sets how long an acknowledgement, or another answer, may take where no timeout is given;
   * default 10 seconds. Then the stage of one client fails, and that of an audience completes with
   * what is there.
   *
   * @param timeout at least a millisecond, at most 365 days
   * @return this builder
   * @throws IllegalArgumentException if it is out of range
   */
  public B ackTimeout(Duration timeout) {
    Objects.requireNonNull(timeout, "timeout must not be null");
    timeouts =
        new SocketSettings.Timeouts(timeouts.connect(), Ranges.duration("ackTimeout", timeout));
    return self();
  }

  /**
   * Sets how packets are encoded; default JSON with attachments. All clients and all nodes use the
   * same.
   *
   * @param codec for example a {@link io.sidecast.packet.MsgpackPacketCodec}
   * @return this builder
   */
  public B parser(PacketCodec codec) {
    Objects.requireNonNull(codec, "codec must not be null");
    this.codec = codec;
    return self();
  }

  /**
   * Sets how values become JSON and back; by default unknown properties are ignored. The features,
   * modules and serialisers of the mapper apply to every argument, acknowledgement and handshake. A
   * {@link #parser} has a mapper of its own: give it the same.
   *
   * @param mapper not changed any more by you
   * @return this builder
   */
  public B objectMapper(ObjectMapper mapper) {
    Objects.requireNonNull(mapper, "mapper must not be null");
    this.mapper = mapper;
    return self();
  }

  /**
   * Sets whether a packet is refused that has an object with two equal keys, for example {@code
   * {"role":"user","role":"admin"}}. The connection of the client is closed then. By default such
   * an object is accepted and the last of the values counts.
   *
   * @param refuse true to refuse it
   * @return this builder
   */
  public B refuseDuplicateKeys(boolean refuse) {
    refuseDuplicateKeys = refuse;
    return self();
  }

  /**
   * Sets what acknowledges an event that could not be answered: its handler or middleware has
   * thrown, the stage that it returned has failed, or the answer cannot be serialised. The error
   * handler gets the exception in any case. By default such an event is not acknowledged, and the
   * client waits until its own timeout.
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
   * Sets the most threads for handlers, and as many again for what is attached to stages, on a JVM
   * without virtual threads (before 21); later ones ignore it. There are up to 32, or 8 for each
   * processor; more start only while all of them are blocked and tasks wait. Above the maximum
   * handlers wait for a thread, and a warning says so after 5 seconds. Default 512, or 8 for each
   * processor if that is more.
   *
   * @param count a positive number
   * @return this builder
   * @throws IllegalArgumentException if it is not positive
   */
  public B maxHandlerThreads(int count) {
    maxHandlerThreads = Ranges.positive("maxHandlerThreads", count, Integer.MAX_VALUE);
    return self();
  }

  /** The threads of one server or emitter. */
  ServerThreads threads() {
    return ServerThreads.create(maxHandlerThreads);
  }

  /** What sockets use. */
  SocketSettings sockets(ServerThreads threads, ErrorHandler errors, boolean cleanup) {
    return new SocketSettings(
        new Values(mapper),
        codec(),
        threads.handlers(),
        new HandlerStages(threads.handlers().stages()),
        threads.timer(),
        timeouts,
        errors,
        ackOnError,
        cleanup,
        maxWaitingBytes);
  }

  /** The codec, which is able to encode what the settings say. */
  private PacketCodec codec() {
    PacketCodec chosen =
        codec == null ? new JsonPacketCodec(mapper, JsonPacketCodec.Limits.DEFAULT) : codec;
    if (ackOnError != null) {
      chosen.encode(new Packet.Header(PacketType.ACK, "/", 0), ackOnError);
    }
    return refuseDuplicateKeys ? chosen.refusingDuplicateKeys() : chosen;
  }

  /** The broker that will be used, if any. */
  BrokerChoice choice() {
    return BrokerChoice.make(broker, System.getenv(BROKER_VARIABLE));
  }

  /**
   * What a bus needs besides the options.
   *
   * @param address what the node is called if it has no label
   * @param isMember whether it may hold sockets
   * @param events hears of other nodes
   */
  record Ends(String address, boolean isMember, ClusterEvents events) {}

  ClusterBus bus(BrokerChoice choice, Ends ends) {
    var now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    var self = new NodeInfo(NodeId.random(), now, label == null ? ends.address() : label);
    Use use = choice.use();
    if (use == null) {
      return ClusterBus.alone(self);
    }
    var config = new BrokerConfig(use.uri(), brokerPrefix, brokerTimeout, brokerProperties);
    var settings =
        new ClusterSettings(
            self,
            nodeTimeout.dividedBy(3),
            nodeTimeout,
            outbox,
            new ClusterSettings.Part(ends.isMember(), roomBuckets, broadcastAbove),
            ends.events());
    return ClusterBus.over(settings, listener -> use.provider().open(config, listener));
  }
}
