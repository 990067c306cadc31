package io.sidecast.conformance;

import static io.sidecast.broker.BrokerState.CLOSED;
import static io.sidecast.broker.BrokerState.DOWN;
import static io.sidecast.broker.BrokerState.RESTORED;
import static io.sidecast.broker.BrokerState.UP;
import static io.sidecast.conformance.BrokerHarness.room;
import static org.assertj.core.api.Assertions.assertThat;

import io.sidecast.broker.BrokerConfig;
import io.sidecast.broker.BrokerException.Kind;
import io.sidecast.broker.Channel;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** The test thread only. How a broker opens, fails to open, tries again, and closes. */
interface LifecycleCases {

  /**
   * UP is told once, CLOSED once and last; closing twice is closing; afterwards all doors say so.
   */
  @Test
  default void closeIsIdempotentAndFinal(BrokerHarness harness) {
    Channel room = room("closing");
    HarnessNode node = harness.open();
    node.subscribe(room);
    harness.fence(node, node, room);
    assertThat(node.heard().states()).containsExactly(UP);
    var first = node.closeSoon();
    var second = node.closeSoon();
    node.done(first);
    node.done(second);
    node.done(node.closeSoon());
    assertThat(node.heard().states()).containsExactly(UP, CLOSED);
    var published = node.publishSoon(room, "late");
    assertThat(HarnessNode.failure(published, harness.atOnce()).kind()).isEqualTo(Kind.CLOSED);
    var subscribed = node.subscribeSoon(room);
    assertThat(HarnessNode.failure(subscribed, harness.atOnce()).kind()).isEqualTo(Kind.CLOSED);
  }

  /**
   * A broker that is asked to reopens its connection, and says so; then all subscriptions are in
   * force. After its close it does nothing of the kind.
   */
  @Test
  default void reopenRestoresEverySubscription(BrokerHarness harness) {
    HarnessNode node = harness.open();
    HarnessNode publishes = harness.openDirect();
    var rooms = IntStream.range(0, 20).mapToObj(i -> room("reopened-" + i)).toList();
    rooms.forEach(node::subscribe);
    node.reopen("this case asks for it");
    node.awaitState(DOWN, 1);
    node.awaitState(RESTORED, 1);
    rooms.forEach(room -> harness.fence(publishes, node, room));
    harness.fence(node, node, rooms.get(0));
    node.done(node.closeSoon());
    node.reopen("this case asks for it");
    assertThat(node.heard().states()).containsExactly(UP, DOWN, RESTORED, CLOSED);
  }

  /** A closed node hears nothing, and its connections are gone while others live on. */
  @Test
  default void closeFreesItsConnections(BrokerHarness harness) {
    Channel room = room("gone");
    HarnessNode closes = harness.open();
    int before = harness.faults().connections();
    HarnessNode publishes = harness.openDirect();
    closes.subscribe(room);
    harness.fence(publishes, closes, room);
    closes.done(closes.closeSoon());
    int heard = closes.texts(room).size();
    HarnessNode stays = harness.open();
    stays.subscribe(room);
    harness.fence(publishes, stays, room);
    assertThat(closes.texts(room)).hasSize(heard);
    Awaitility.await()
        .atMost(harness.patience())
        .until(() -> harness.faults().connections() <= before);
  }

  /** Publishes that wait for an answer are settled by close, long before their deadline. */
  @Test
  default void closeSettlesWhatWaits(BrokerHarness harness) {
    HarnessNode node = harness.open(harness.config(harness.faulty(), Duration.ofSeconds(60)));
    harness.faults().blackHole();
    var waiting =
        IntStream.range(0, 10).mapToObj(i -> node.publishSoon(room("late"), "m" + i)).toList();
    var subscribing = node.subscribeSoon(room("late"));
    var closed = node.closeSoon();
    for (var stage : waiting) {
      assertThat(HarnessNode.failure(stage, harness.patience()).kind()).isEqualTo(Kind.CLOSED);
    }
    assertThat(HarnessNode.failure(subscribing, harness.patience()).kind()).isEqualTo(Kind.CLOSED);
    node.done(closed);
  }

  /** A broker can be closed while it looks for a lost connection, and then stops looking. */
  @Test
  default void closeWhileDown(BrokerHarness harness) {
    HarnessNode node = harness.open();
    harness.faults().refuse();
    harness.faults().cut();
    node.awaitState(DOWN, 1);
    node.done(node.closeSoon());
    assertThat(node.heard().states()).containsExactly(UP, DOWN, CLOSED);
  }

  /** A broker can be closed while it is being connected again; that connection goes as well. */
  @Test
  default void closeWhileConnectingAgain(BrokerHarness harness) {
    int before = harness.faults().connections();
    HarnessNode node = harness.open();
    harness.faults().blackHole();
    harness.faults().cut();
    node.awaitState(DOWN, 1);
    Awaitility.await()
        .atMost(harness.patience())
        .until(() -> harness.faults().connections() > before);
    var closed = node.closeSoon();
    harness.faults().heal();
    node.done(closed);
    assertThat(node.heard().states()).containsExactly(UP, DOWN, CLOSED);
    Awaitility.await()
        .atMost(harness.patience())
        .until(() -> harness.faults().connections() <= before);
  }

  /** A misspelt setting fails as BAD_CONFIG, naming it and the nearest that is known. */
  @Test
  default void unknownSettingIsRefused(BrokerHarness harness) {
    String known = harness.knownSetting();
    String misspelt = known + "z";
    BrokerConfig good = harness.config(harness.faulty(), harness.timeout());
    var bad = new BrokerConfig(good.uri(), good.prefix(), good.timeout(), Map.of(misspelt, "1"));
    var listener = new RecordingListener();
    var failure = HarnessNode.failure(harness.tryOpen(bad, listener), harness.inTime());
    assertThat(failure.kind()).isEqualTo(Kind.BAD_CONFIG);
    assertThat(failure).hasMessageContaining(misspelt).hasMessageContaining("'" + known + "'");
    assertThat(listener.states()).isEmpty();
  }

  /** Where nobody listens an open fails in time as UNAVAILABLE, and says something. */
  @Test
  default void unreachableBrokerFailsInTime(BrokerHarness harness) {
    harness.faults().refuse();
    for (var nowhere : List.of(harness.nowhere(), harness.faulty())) {
      var listener = new RecordingListener();
      var opening = harness.tryOpen(harness.config(nowhere, harness.timeout()), listener);
      var failure = HarnessNode.failure(opening, harness.inTime());
      assertThat(failure.kind()).isEqualTo(Kind.UNAVAILABLE);
      assertThat(failure.getMessage()).isNotBlank();
      assertThat(listener.states()).isEmpty();
    }
  }

  /**
   * Where a server accepts the connection and never answers, an open fails in time, and then has
   * closed its connection by itself.
   */
  @Test
  default void silentServerFailsTheOpenInTime(BrokerHarness harness) {
    int before = harness.faults().connections();
    harness.faults().blackHole();
    var listener = new RecordingListener();
    var opening = harness.tryOpen(harness.config(harness.faulty(), harness.timeout()), listener);
    Awaitility.await("a connection to the silent server")
        .atMost(harness.patience())
        .until(() -> harness.faults().connections() > before);
    var failure = HarnessNode.failure(opening, harness.inTime());
    assertThat(failure.kind()).isIn(Kind.TIMEOUT, Kind.UNAVAILABLE);
    assertThat(failure.getMessage()).isNotBlank();
    harness.faults().heal(); // a network that holds bytes holds the end of a connection, too
    Awaitility.await("the connection to the silent server to be closed")
        .atMost(harness.patience())
        .until(() -> harness.faults().connections() == before);
    assertThat(listener.states()).isEmpty();
  }

  /** Where nobody answers, attempts to connect have pauses; the next one after that succeeds. */
  @Test
  default void attemptsToConnectHavePauses(BrokerHarness harness) {
    int attempts = 10;
    Duration shortest = Duration.ofMillis(10);
    HarnessNode node = harness.open();
    harness.faults().refuse();
    harness.faults().cut();
    node.awaitState(DOWN, 1);
    long start = System.nanoTime();
    long before = harness.faults().refusals();
    Awaitility.await("attempts to connect")
        .pollInterval(shortest)
        .atMost(harness.patience())
        .until(() -> harness.faults().refusals() - before >= attempts);
    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .as("what %d attempts took", attempts)
        .isGreaterThan(shortest.multipliedBy(attempts));
    harness.faults().heal();
    node.awaitState(RESTORED, 1);
  }
}
