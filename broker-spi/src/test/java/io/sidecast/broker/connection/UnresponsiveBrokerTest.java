package io.sidecast.broker.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sidecast.broker.Broker;
import io.sidecast.broker.BrokerException;
import io.sidecast.broker.BrokerException.Kind;
import io.sidecast.broker.BrokerListener;
import io.sidecast.broker.BrokerState;
import io.sidecast.broker.Channel;
import io.sidecast.broker.Position;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Tests that a {@link ReconnectingBroker} settles each stage and each opening of a connection that
 * does not respond. Confined to the test thread.
 */
@Timeout(60)
class UnresponsiveBrokerTest {

  private static final Channel ROOM = new Channel(Channel.Kind.ROOM, "1");
  private static final Duration SHORT = Duration.ofMillis(50);
  private static final Duration LONG = Duration.ofSeconds(50);
  private static final int LARGE = 64 << 20;

  private final BlockingQueue<String> states = new LinkedBlockingQueue<>();
  private final BlockingQueue<ConnectionOpening> openings = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> releases = new LinkedBlockingQueue<>();
  private final BlockingQueue<Silent> closed = new LinkedBlockingQueue<>();

  /** The loading of the client library. */
  private volatile CompletionStage<Void> loading = CompletableFuture.completedStage(null);

  /** Whether the test settles openings. */
  private volatile boolean holds;

  private final SingleThreadLoop loop = new SingleThreadLoop("unresponsive-broker-test");

  /** Opens connections at once, unless the test settles their openings. */
  private final class Connector implements BrokerConnectionFactory {
    private final Duration timeout;

    private Connector(Duration timeout) {
      this.timeout = timeout;
    }

    @Override
    public ConnectionSettings settings() {
      Duration moment = Duration.ofMillis(5);
      return new ConnectionSettings(Set.of(), 8, "nothing", timeout, LONG, moment);
    }

    @Override
    public ScheduledExecutorService loop() {
      return loop;
    }

    @Override
    public String nameOf(Channel channel) {
      return channel.word('.');
    }

    @Override
    public CompletionStage<Void> load() {
      return loading;
    }

    @Override
    public void open(ConnectionOpening opening) {
      opening.onFailure(() -> releases.add(Thread.currentThread().getName()));
      openings.add(opening);
      if (!holds) {
        opening.settle(CompletableFuture.completedStage(new Silent()));
      }
    }

    @Override
    public BrokerException exceptionOf(Throwable failure) {
      BrokerException known = BrokerException.of(failure);
      return known.getCause() instanceof TimeoutException late
          ? new BrokerException(Kind.TIMEOUT, "late", late)
          : known;
    }

    @Override
    public CompletionStage<Void> shutdown() {
      loop.shutdown();
      return loop.ended();
    }
  }

  /** A connection whose stages do not settle. */
  private final class Silent implements BrokerConnection {

    @Override
    public String server() {
      return "a test";
    }

    @Override
    public int maxEnvelopeBytes() {
      return LARGE;
    }

    @Override
    public CompletionStage<Void> subscribe(String name) {
      return new CompletableFuture<>();
    }

    @Override
    public CompletionStage<Void> unsubscribe(String name) {
      return new CompletableFuture<>();
    }

    @Override
    public CompletionStage<Position> publish(String name, byte[] envelope) {
      return new CompletableFuture<>();
    }

    @Override
    public CompletionStage<Void> close() {
      closed.add(this);
      return CompletableFuture.completedStage(null);
    }
  }

  /** Records states. */
  private final class Listener implements BrokerListener {
    @Override
    public void onMessage(Channel channel, byte[] envelope, Position position) {}

    @Override
    public void onState(BrokerState state, String reason) {
      states.add(state + " " + reason);
    }
  }

  private CompletableFuture<Broker> opening(Duration timeout) {
    return ReconnectingBroker.open(() -> new Connector(timeout), new Listener())
        .broker()
        .toCompletableFuture();
  }

  private static <T> T next(BlockingQueue<T> queue) throws InterruptedException {
    T next = queue.poll(40, TimeUnit.SECONDS);
    assertThat(next).isNotNull();
    return next;
  }

  private static void assertFails(CompletionStage<?> stage, Kind kind) {
    assertThatThrownBy(() -> stage.toCompletableFuture().orTimeout(40, TimeUnit.SECONDS).join())
        .isInstanceOf(CompletionException.class)
        .cause()
        .isInstanceOfSatisfying(
            BrokerException.class, failure -> assertThat(failure.kind()).isEqualTo(kind));
  }

  /** Opens a broker, whose first connection has this listener. */
  private ConnectionListener listenerOf(CompletableFuture<Broker> broker)
      throws InterruptedException {
    broker.join();
    assertThat(next(states)).startsWith("UP");
    return next(openings).listener();
  }

  @AfterEach
  void end() {
    loop.shutdownNow();
  }

  @Test
  void openingBeginsWhenTheLibraryIsLoaded() throws Exception {
    var failing = new CompletableFuture<Void>();
    loading = failing;
    CompletableFuture<Broker> broker = opening(LONG);
    loop.submit(() -> {}).get(40, TimeUnit.SECONDS);
    assertThat(openings).isEmpty();
    failing.completeExceptionally(new IllegalStateException("no server at port 0"));
    listenerOf(broker);
  }

  @Test
  void openingBeginsAlthoughTheLibraryIsNotLoadedInTime() throws InterruptedException {
    loading = new CompletableFuture<>();
    listenerOf(opening(SHORT));
  }

  @Test
  void overduePublishEndsTheConnection() throws InterruptedException {
    CompletableFuture<Broker> broker = opening(SHORT);
    listenerOf(broker);
    assertFails(broker.join().publish(ROOM, new byte[0]), Kind.TIMEOUT);
    assertThat(next(states)).isEqualTo("DOWN late");
    next(closed);
    assertThat(next(states)).startsWith("RESTORED");
    assertThat(closed).isEmpty();
  }

  @Test
  void overdueSubscriptionEndsTheConnection() throws InterruptedException {
    CompletableFuture<Broker> broker = opening(SHORT);
    listenerOf(broker);
    assertFails(broker.join().subscribe(ROOM), Kind.TIMEOUT);
    assertThat(next(states)).isEqualTo("DOWN late");
  }

  @Test
  void endFailsEveryUnsettledStage() throws InterruptedException {
    CompletableFuture<Broker> broker = opening(LONG);
    ConnectionListener listener = listenerOf(broker);
    var subscribed = broker.join().subscribe(ROOM);
    var published = broker.join().publish(ROOM, new byte[1]);
    listener.ended(new IOException("cut by the test"));
    assertFails(subscribed, Kind.FAILED);
    assertFails(published, Kind.FAILED);
    assertThat(next(states)).startsWith("DOWN").contains("cut by the test");
    next(closed);
  }

  /** A server that accepts nothing at present is alive. */
  @Test
  void overduePublishOfASuspendedConnectionFailsAlone() throws InterruptedException {
    CompletableFuture<Broker> broker = opening(SHORT);
    ConnectionListener listener = listenerOf(broker);
    var published =
        CompletableFuture.supplyAsync(
                () -> {
                  CompletionStage<Position> stage = broker.join().publish(ROOM, new byte[1]);
                  listener.suspended(new BrokerException(Kind.UNAVAILABLE, "full"));
                  return stage;
                },
                loop)
            .thenCompose(stage -> stage);
    assertThat(next(states)).isEqualTo("DOWN full");
    assertFails(published, Kind.TIMEOUT);
    loop.execute(listener::resumed);
    assertThat(next(states)).startsWith("RESTORED");
    assertThat(closed).isEmpty();
  }

  @Test
  void overdueOpeningFails() throws InterruptedException {
    holds = true;
    CompletableFuture<Broker> broker = opening(SHORT);
    ConnectionOpening first = next(openings);
    assertFails(broker, Kind.TIMEOUT);
    assertThat(next(releases)).isEqualTo("unresponsive-broker-test");
    assertThat(first.isDone()).isTrue();
  }

  @Test
  void connectionThatComesAfterTheEndOfItsOpeningIsClosed() throws InterruptedException {
    CompletableFuture<Broker> broker = opening(LONG);
    ConnectionListener first = listenerOf(broker);
    holds = true;
    first.ended(new IOException("cut by the test"));
    ConnectionOpening second = next(openings);
    second.listener().ended(new IOException("cut by the test again"));
    next(releases);
    var late = new Silent();
    second.settle(CompletableFuture.completedStage(late));
    next(closed);
    assertThat(next(closed)).isSameAs(late);
    next(openings).settle(CompletableFuture.completedStage(new Silent()));
    assertThat(next(states)).startsWith("DOWN");
    assertThat(next(states)).startsWith("RESTORED");
  }

  @Test
  void failureOnAnyThreadReachesTheBrokerOnItsLoop() throws InterruptedException {
    holds = true;
    CompletableFuture<Broker> broker = opening(LONG);
    next(openings).settle(CompletableFuture.failedStage(new IOException("failed by the test")));
    assertFails(broker, Kind.FAILED);
    assertThat(next(releases)).isEqualTo("unresponsive-broker-test");
  }

  @Test
  void unconfirmedPublishesAreLimitedByTheirBytes() throws InterruptedException {
    CompletableFuture<Broker> broker = opening(LONG);
    listenerOf(broker);
    var envelope = new byte[LARGE];
    for (int i = 0; i < 4; i++) {
      assertThat(broker.join().publish(ROOM, envelope).toCompletableFuture()).isNotDone();
    }
    assertFails(broker.join().publish(ROOM, new byte[1]), Kind.UNAVAILABLE);
  }

  @Test
  void unconfirmedPublishesAreLimitedByTheirNumber() throws InterruptedException {
    CompletableFuture<Broker> broker = opening(LONG);
    listenerOf(broker);
    for (int i = 0; i < 262_144; i++) {
      assertThat(broker.join().publish(ROOM, new byte[0]).toCompletableFuture().isDone()).isFalse();
    }
    assertFails(broker.join().publish(ROOM, new byte[0]), Kind.UNAVAILABLE);
  }
}
