package io.sidecast.broker.redis;

import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.cluster.SlotHash;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.RedisPubSubListener;
import io.sidecast.broker.BrokerException;
import io.sidecast.broker.BrokerException.Kind;
import io.sidecast.broker.Position;
import io.sidecast.broker.ReplayLog.Message;
import io.sidecast.broker.ReplayLog.Replay;
import io.sidecast.broker.connection.BrokerConnection;
import io.sidecast.broker.connection.ConnectionListener;
import io.sidecast.broker.connection.ConnectionOpening;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * Two Redis connections to each master, one to publish and one to subscribe, opened and closed as a
 * group. All of them end when one is lost, when a response is overdue, or when the masters change.
 * Confined to the I/O thread, except {@link #publish} and {@link #readAfter}, which are
 * thread-safe.
 */
final class RedisConnection extends RedisPubSubAdapter<String, byte[]>
    implements RedisConnectionStateListener, BrokerConnection {

  private static final RedisCodec<String, byte[]> CODEC =
      RedisCodec.of(StringCodec.ASCII, ByteArrayCodec.INSTANCE);

  private static final Set<Kind> LOST = Set.of(Kind.TIMEOUT, Kind.UNAVAILABLE);

  private final RedisConnectionFactory factory;
  private final RedisOptions options;
  private final ConnectionListener listener;
  private final List<StatefulConnection<?, ?>> connections = new ArrayList<>();
  private final Map<RedisURI, RedisMaster> connected = new HashMap<>();
  private NavigableMap<Integer, RedisURI> masters = Collections.emptyNavigableMap();

  /** The shard channels whose unsubscription is in progress. */
  private final List<String> leaving = new ArrayList<>();

  private boolean closed;

  private RedisConnection(RedisConnectionFactory factory, ConnectionListener listener) {
    this.factory = factory;
    this.options = factory.options();
    this.listener = listener;
  }

  /** Fails to connect, after the classes of a connection are loaded. */
  static CompletableFuture<Void> load(RedisClient client) {
    var nowhere = RedisURI.create("127.0.0.1", 0);
    return CompletableFuture.allOf(
        client.connectAsync(CODEC, nowhere).toCompletableFuture(),
        client.connectPubSubAsync(CODEC, nowhere).toCompletableFuture());
  }

  /** Opens a connection, which is closed if the opening fails. */
  static void open(RedisConnectionFactory factory, ConnectionOpening opening) {
    var connection = new RedisConnection(factory, opening.listener());
    opening.onFailure(connection::close);
    opening.settle(
        factory
            .topology()
            .masters()
            .thenComposeAsync(connection::connect, factory.loop())
            .thenComposeAsync(up -> all(opening.names(), connection::subscribe), factory.loop())
            .thenApply(inForce -> connection.ready()));
  }

  private RedisConnection ready() {
    factory.log().ifPresent(log -> log.connected(this));
    return this;
  }

  @Override
  public String server() {
    return "Redis at " + options.address();
  }

  @Override
  public int maxEnvelopeBytes() {
    return options.maxEnvelopeBytes();
  }

  @Override
  public CompletableFuture<Position> publish(String channel, byte[] envelope) {
    return answered(master(channel).publish(channel, envelope));
  }

  /** Reads the log of a channel; only with logs. Thread-safe. */
  CompletableFuture<Replay> readAfter(String channel, Position after, int limit) {
    return answered(master(channel).readAfter(channel, after, limit));
  }

  /** Subscribes with one command for each channel, whose stage completes with its confirmation. */
  @Override
  public CompletableFuture<Void> subscribe(String channel) {
    return answered(master(channel).subscribe(channel));
  }

  @Override
  public CompletableFuture<Void> unsubscribe(String channel) {
    leaving.add(channel);
    return answered(master(channel).unsubscribe(channel));
  }

  /**
   * Pings all masters and requests the topology. A failed ping or other masters end the connection,
   * but not a failed request of the topology.
   */
  @Override
  public void check() {
    connected.values().forEach(master -> master.ping().forEach(this::answered));
    factory
        .topology()
        .masters()
        .thenAccept(
            now -> {
              if (!now.equals(masters)) {
                lost("the masters have changed");
              }
            });
  }

  @Override
  public CompletableFuture<Void> close() {
    closed = true;
    connections.forEach(StatefulConnection::closeAsync);
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public void message(String channel, byte[] message) {
    if (options.log().isEmpty()) {
      listener.received(channel, message, Position.NONE);
    } else {
      Message logged = RedisLogScripts.message(message);
      listener.received(channel, logged.envelope(), logged.position());
    }
  }

  @Override
  public void smessage(String channel, byte[] message) {
    message(channel, message);
  }

  @Override
  public void unsubscribed(String channel, long count) {
    leaving.remove(channel);
  }

  /** Ends the connection if Redis ended a subscription by itself, because its slot moved. */
  @Override
  public void sunsubscribed(String channel, long count) {
    if (!leaving.remove(channel)) {
      lost("the slot of " + channel + " has moved");
    }
  }

  @Override
  public void onRedisDisconnected(RedisChannelHandler<?, ?> connection) {
    lost("a connection broke");
  }

  private CompletableFuture<Void> connect(NavigableMap<Integer, RedisURI> asked) {
    if (asked.isEmpty()) {
      throw unavailable("no server is master: is a failover in progress?");
    }
    masters = asked;
    return all(Set.copyOf(asked.values()), this::connect);
  }

  private CompletableFuture<Void> connect(RedisURI master) {
    RedisClient client = factory.client();
    return kept(client.connectAsync(CODEC, master))
        .thenCombine(
            kept(client.connectPubSubAsync(CODEC, master)),
            (publishing, subscribing) -> {
              subscribing.addListener((RedisPubSubListener<String, byte[]>) this);
              var both = new RedisMaster(publishing, subscribing, factory);
              connected.put(master, both);
              return both;
            })
        .thenCompose(RedisMaster::prepare);
  }

  /** Registers a connection for closing, and closes it at once if this object has ended. */
  private <C extends StatefulConnection<?, ?>> CompletableFuture<C> kept(
      CompletionStage<C> connecting) {
    return connecting
        .toCompletableFuture()
        .thenApplyAsync(
            connection -> {
              connections.add(connection);
              connection.addListener((RedisConnectionStateListener) this);
              if (closed) {
                connection.closeAsync();
              } else if (!connection.isOpen()) {
                lost("a connection broke");
              }
              return connection;
            },
            factory.loop());
  }

  private RedisMaster master(String channel) {
    var range =
        options.sharded() ? masters.floorEntry(SlotHash.getSlot(channel)) : masters.firstEntry();
    return Objects.requireNonNull(connected.get(range.getValue()));
  }

  /** Settles as the command does. A timeout, a wrong server or no server ends the connection. */
  private <T> CompletableFuture<T> answered(CompletionStage<T> command) {
    return command
        .toCompletableFuture()
        .whenComplete(
            (answer, failure) -> {
              if (failure != null && LOST.contains(factory.exceptionOf(failure).kind())) {
                listener.ended(failure);
              }
            });
  }

  private void lost(String how) {
    listener.ended(unavailable(how));
  }

  private BrokerException unavailable(String why) {
    return new BrokerException(Kind.UNAVAILABLE, server() + ": " + why);
  }

  private static <T> CompletableFuture<Void> all(
      Collection<T> each, Function<T, CompletableFuture<Void>> step) {
    return CompletableFuture.allOf(each.stream().map(step).toArray(CompletableFuture<?>[]::new));
  }
}
