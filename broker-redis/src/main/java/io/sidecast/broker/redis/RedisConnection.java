package io.sidecast.broker.redis;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

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
import io.netty.channel.EventLoop;
import io.sidecast.broker.BrokerConnection;
import io.sidecast.broker.BrokerException;
import io.sidecast.broker.BrokerException.Kind;
import io.sidecast.broker.ConnectionListener;
import io.sidecast.broker.Position;
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
import org.jspecify.annotations.Nullable;

/**
 * I/O thread only, except {@link #publish}. Two connections to each master, one to publish and one
 * to subscribe, opened together and lost together: whichever goes first, does not answer in time or
 * is no longer a master's, ends all. A link that has ended stays ended.
 */
final class RedisConnection extends RedisPubSubAdapter<String, byte[]>
    implements RedisConnectionStateListener, BrokerConnection {

  private static final RedisCodec<String, byte[]> CODEC =
      RedisCodec.of(StringCodec.ASCII, ByteArrayCodec.INSTANCE);

  private final RedisConnectionFactory connector;
  private final RedisOptions options;
  private final ConnectionListener listener;
  private final CompletableFuture<BrokerConnection> opened = new CompletableFuture<>();
  private final List<StatefulConnection<?, ?>> connections = new ArrayList<>();
  private final Map<RedisURI, RedisMaster> connected = new HashMap<>();
  private NavigableMap<Integer, RedisURI> masters = Collections.emptyNavigableMap();

  /** Shard channels of which an unsubscription is under way. */
  private final List<String> leaving = new ArrayList<>();

  private volatile @Nullable BrokerException end;

  private RedisConnection(RedisConnectionFactory connector, ConnectionListener listener) {
    this.connector = connector;
    this.options = connector.options();
    this.listener = listener;
  }

  /**
   * Completes on the I/O thread with a link whose connections are up and on which these channels
   * are in force, or fails in time.
   */
  static CompletableFuture<BrokerConnection> open(
      RedisConnectionFactory connector, Collection<String> channels, ConnectionListener listener) {
    var link = new RedisConnection(connector, listener);
    EventLoop loop = connector.loop();
    loop.schedule(link::endIfLate, link.options.timeout().toMillis(), MILLISECONDS);
    link.ask()
        .thenComposeAsync(link::connect, loop)
        .thenComposeAsync(up -> all(channels, link::subscribe), loop)
        .whenCompleteAsync(
            (inForce, failure) -> {
              if (failure == null) {
                link.opened.complete(link);
              } else {
                link.end(RedisErrors.of(failure, link.options));
              }
            },
            loop);
    return link.opened;
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
    return answered(
        master(channel).publish(channel, envelope).thenApply(receivers -> Position.NONE));
  }

  /** One command for one channel: only that tells when Redis has confirmed it. */
  @Override
  public CompletableFuture<Void> subscribe(String channel) {
    return answered(master(channel).subscribe(channel));
  }

  @Override
  public CompletableFuture<Void> unsubscribe(String channel) {
    leaving.add(channel);
    return answered(master(channel).unsubscribe(channel));
  }

  /** Asks for signs of life, and whether the masters are still the same; else ends the link. */
  @Override
  public void check() {
    connected.values().forEach(master -> master.ping().forEach(this::answered));
    ask().thenAccept(this::compare);
  }

  @Override
  public CompletableFuture<Void> end(BrokerException reason) {
    if (end == null) {
      end = reason;
      connections.forEach(StatefulConnection::closeAsync);
      opened.completeExceptionally(reason);
      listener.ended(reason);
    }
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public void message(String channel, byte[] message) {
    listener.received(channel, message, Position.NONE);
  }

  @Override
  public void smessage(String channel, byte[] message) {
    message(channel, message);
  }

  @Override
  public void unsubscribed(String channel, long count) {
    leaving.remove(channel);
  }

  /** Redis also says this by itself, to whoever listens on a slot that moves away. */
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
      throw unavailable("no server says that it is master: is a failover under way?");
    }
    masters = asked;
    return all(Set.copyOf(asked.values()), this::connect);
  }

  private CompletableFuture<Void> connect(RedisURI master) {
    RedisClient client = connector.client();
    return kept(client.connectAsync(CODEC, master))
        .thenAcceptBoth(
            kept(client.connectPubSubAsync(CODEC, master)),
            (publishing, subscribing) -> {
              subscribing.addListener((RedisPubSubListener<String, byte[]>) this);
              connected.put(master, new RedisMaster(publishing, subscribing, connector));
            });
  }

  /** The connection, to be closed at the end of the link, or at once if that has come. */
  private <C extends StatefulConnection<?, ?>> CompletableFuture<C> kept(
      CompletionStage<C> connecting) {
    return connecting
        .toCompletableFuture()
        .thenApplyAsync(
            connection -> {
              connections.add(connection);
              connection.addListener((RedisConnectionStateListener) this);
              if (end != null) {
                connection.closeAsync();
              } else if (!connection.isOpen()) {
                lost("a connection broke");
              }
              return connection;
            },
            connector.loop());
  }

  private RedisMaster master(String channel) {
    var range =
        options.sharded() ? masters.floorEntry(SlotHash.getSlot(channel)) : masters.firstEntry();
    return Objects.requireNonNull(connected.get(range.getValue()));
  }

  private CompletableFuture<NavigableMap<Integer, RedisURI>> ask() {
    return CompletableFuture.supplyAsync(connector.topology()::masters, connector.loop())
        .thenCompose(masters -> masters);
  }

  /** If nobody can tell who is master, this is not called: a link that works is kept. */
  private void compare(NavigableMap<Integer, RedisURI> now) {
    if (!now.equals(masters)) {
      lost("other servers are masters now");
    }
  }

  /** Settles as the command does; one that finds the wrong server, or none, ends the link. */
  private <T> CompletableFuture<T> answered(CompletionStage<T> command) {
    return RedisErrors.judged(
        command,
        failure -> {
          BrokerException ended = end;
          BrokerException why = ended != null ? ended : RedisErrors.of(failure, options);
          if (why.kind() == Kind.TIMEOUT || why.kind() == Kind.UNAVAILABLE) {
            endSoon(why);
          }
          return why;
        });
  }

  private void endIfLate() {
    if (!opened.isDone()) {
      end(BrokerException.timeout(server(), options.timeout(), null));
    }
  }

  private void lost(String how) {
    endSoon(unavailable(how));
  }

  private BrokerException unavailable(String why) {
    return new BrokerException(Kind.UNAVAILABLE, server() + ": " + why);
  }

  private void endSoon(BrokerException reason) {
    if (end == null) {
      connector.loop().execute(() -> end(reason));
    }
  }

  private static <T> CompletableFuture<Void> all(
      Collection<T> each, Function<T, CompletableFuture<Void>> step) {
    return CompletableFuture.allOf(each.stream().map(step).toArray(CompletableFuture<?>[]::new));
  }
}
