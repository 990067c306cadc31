package io.sidecast.broker.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.sidecast.broker.Broker;
import io.sidecast.broker.BrokerException;
import io.sidecast.broker.BrokerListener;
import io.sidecast.broker.BrokerState;
import io.sidecast.broker.Channel;
import io.sidecast.broker.Position;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Tests that a {@link ReconnectingBroker} survives an {@link Error} of its connection, its factory
 * or its listener.
 */
@Timeout(60)
class ReconnectingBrokerTest {

  private static final Channel ROOM = new Channel(Channel.Kind.ROOM, "1");

  private final BlockingQueue<BrokerState> states = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> reasons = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();
  private final Connector factory = new Connector();
  private final Broker broker =
      get(ReconnectingBroker.open(() -> factory, new Listener()).broker());

  /** The state on which the listener throws once. */
  private volatile @Nullable BrokerState badState;

  /** Opens connections that respond at once. */
  private static final class Connector implements BrokerConnectionFactory {
    private final SingleThreadLoop loop = new SingleThreadLoop("reconnecting-broker-test");
    private volatile boolean isBadCheck;
    private volatile boolean isBadOpen;

    /** The failures of the next attempts to connect. */
    private final Queue<BrokerException> failures = new ConcurrentLinkedQueue<>();

    @Override
    public ConnectionSettings settings() {
      Duration moment = Duration.ofMillis(5);
      return new ConnectionSettings(Set.of(), 8, "nothing", Duration.ofSeconds(5), moment, moment);
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
    public void open(ConnectionOpening opening) {
      if (isBadOpen) {
        isBadOpen = false;
        throw new StackOverflowError("thrown by the test");
      }
      BrokerException failure = failures.poll();
      if (failure != null) {
        opening.settle(CompletableFuture.failedStage(failure));
        return;
      }
      opening.settle(CompletableFuture.completedStage(new Link(this, opening.listener())));
    }

    @Override
    public BrokerException exceptionOf(Throwable failure) {
      return BrokerException.of(failure);
    }

    @Override
    public CompletionStage<Void> shutdown() {
      loop.shutdown();
      return loop.ended();
    }
  }

  /** A connection that delivers every published message to its own listener. */
  private record Link(Connector factory, ConnectionListener listener) implements BrokerConnection {

    private static final CompletionStage<Void> DONE = CompletableFuture.completedStage(null);

    @Override
    public String server() {
      return "a test";
    }

    @Override
    public int maxEnvelopeBytes() {
      return 1_000;
    }

    @Override
    public OptionalInt roomChannels() {
      return OptionalInt.of(5);
    }

    @Override
    public CompletionStage<Void> subscribe(String name) {
      return DONE;
    }

    @Override
    public CompletionStage<Void> unsubscribe(String name) {
      return DONE;
    }

    @Override
    public CompletionStage<Position> publish(String name, byte[] envelope) {
      factory.loop.execute(() -> listener.received(name, envelope, Position.NONE));
      return CompletableFuture.completedStage(Position.NONE);
    }

    @Override
    public void check() {
      if (factory.isBadCheck) {
        factory.isBadCheck = false;
        throw new StackOverflowError("thrown by the test");
      }
    }

    @Override
    public CompletionStage<Void> close() {
      return DONE;
    }
  }

  /** Records messages and states, and throws where a test requires it. */
  private final class Listener implements BrokerListener {
    @Override
    public void onMessage(Channel channel, byte[] envelope, Position position) {
      if (envelope.length == 0) {
        throw new StackOverflowError("thrown by the test");
      }
      messages.add(channel.name());
    }

    @Override
    public void onState(BrokerState state, String reason) {
      reasons.add(reason);
      states.add(state);
      if (state == badState) {
        badState = null;
        throw new StackOverflowError("thrown by the test");
      }
    }
  }

  private static <T> T get(CompletionStage<T> stage) {
    return stage.toCompletableFuture().orTimeout(40, TimeUnit.SECONDS).join();
  }

  @AfterEach
  void close() {
    get(broker.close());
  }

  private void awaitStates(BrokerState... expected) throws InterruptedException {
    for (BrokerState state : expected) {
      assertThat(states.poll(40, TimeUnit.SECONDS)).isEqualTo(state);
    }
  }

  private void assertDelivers() throws InterruptedException {
    get(broker.subscribe(ROOM));
    get(broker.publish(ROOM, new byte[] {1}));
    assertThat(messages.poll(40, TimeUnit.SECONDS)).isEqualTo(ROOM.name());
  }

  @Test
  void theServerMayDetermineTheNumberOfRoomChannels() {
    assertThat(broker.features().roomChannels()).isEqualTo(5);
  }

  @Test
  void errorInACheckReplacesTheConnection() throws InterruptedException {
    factory.isBadCheck = true;
    awaitStates(BrokerState.UP, BrokerState.DOWN, BrokerState.RESTORED);
    factory.isBadCheck = true;
    awaitStates(BrokerState.DOWN, BrokerState.RESTORED);
    assertDelivers();
  }

  @Test
  void anErrorWhileConnectingIsFollowedByAnotherAttempt() throws InterruptedException {
    factory.isBadOpen = true;
    broker.reopen("requested by the test");
    awaitStates(BrokerState.UP, BrokerState.DOWN, BrokerState.RESTORED);
    assertDelivers();
  }

  @Test
  void refusedLoginIsReportedOnceInAnOutage() throws InterruptedException {
    var away = new BrokerException(BrokerException.Kind.UNAVAILABLE, "no server");
    var refused = new BrokerException(BrokerException.Kind.REFUSED, "wrong password");
    awaitStates(BrokerState.UP);
    for (int outage = 0; outage < 2; outage++) {
      factory.failures.addAll(List.of(away, refused, refused, away, refused));
      broker.reopen("requested by the test");
      awaitStates(BrokerState.DOWN, BrokerState.DOWN, BrokerState.RESTORED);
    }
    assertThat(states).isEmpty();
    assertThat(reasons).filteredOn("wrong password"::equals).hasSize(2);
    assertDelivers();
  }

  @Test
  void restoredIsReportedAgainToAListenerThatFailed() throws InterruptedException {
    badState = BrokerState.RESTORED;
    broker.reopen("requested by the test");
    awaitStates(BrokerState.UP, BrokerState.DOWN, BrokerState.RESTORED);
    awaitStates(BrokerState.DOWN, BrokerState.RESTORED);
    assertDelivers();
  }

  @Test
  void listenerThatFailsForDownReceivesRestored() throws InterruptedException {
    badState = BrokerState.DOWN;
    broker.reopen("requested by the test");
    awaitStates(BrokerState.UP, BrokerState.DOWN, BrokerState.RESTORED);
    assertDelivers();
  }

  @Test
  void aListenerThatFailsForAMessageGetsTheNext() throws InterruptedException {
    get(broker.subscribe(ROOM));
    get(broker.publish(ROOM, new byte[0]));
    assertDelivers();
  }
}
