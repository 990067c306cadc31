package io.sidecast.conformance;

import static io.sidecast.broker.BrokerState.CLOSED;
import static io.sidecast.broker.BrokerState.DOWN;
import static io.sidecast.broker.BrokerState.RESTORED;
import static io.sidecast.broker.BrokerState.UP;
import static io.sidecast.conformance.BrokerHarness.room;
import static io.sidecast.conformance.OfKind.ofKind;
import static org.assertj.core.api.Assertions.assertThat;

import io.sidecast.broker.BrokerConfig;
import io.sidecast.broker.BrokerException.Kind;
import io.sidecast.broker.Channel;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.assertj.core.util.Throwables;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/**
 * Cases for the opening, failed opening, reconnection and close of a broker. Confined to the test
 * thread.
 */
interface LifecycleCases {

  /** The password {@code s3cr3t@:/?#%&=+ ü[$]"\;'Xyzzy}, percent-encoded. */
  String PASSWORD = "s3cr3t%40%3A%2F%3F%23%25%26%3D%2B%20%C3%BC%5B%24%5D%22%5C%3B%27Xyzzy";

  /**
   * The broker reports UP once and CLOSED once and last. Later calls of close have no effect, and
   * all other methods fail with CLOSED.
   */
  @Test
  default void closeIsIdempotentAndFinal(BrokerHarness harness) {
    Channel room = room("closing");
    HarnessNode node = harness.open();
    node.subscribe(room);
    harness.fence(node, node, room);
    assertThat(node.received().states()).containsExactly(UP);
    var first = node.closeAsync();
    var second = node.closeAsync();
    node.done(first);
    node.done(second);
    node.done(node.closeAsync());
    assertThat(node.received().states()).containsExactly(UP, CLOSED);
    var published = node.publishAsync(room, "late");
    assertThat(HarnessNode.failure(published, harness.atOnce())).is(ofKind(Kind.CLOSED));
    var subscribed = node.subscribeAsync(room);
    assertThat(HarnessNode.failure(subscribed, harness.atOnce())).is(ofKind(Kind.CLOSED));
  }

  /**
   * A call of reopen replaces the connection and reports DOWN and RESTORED. All subscriptions are
   * in force then. After a close the call has no effect.
   */
  @Test
  default void reopenRestoresEverySubscription(BrokerHarness harness) {
    HarnessNode node = harness.open();
    HarnessNode publishes = harness.openDirect();
    var rooms = IntStream.range(0, 20).mapToObj(i -> room("reopened-" + i)).toList();
    rooms.forEach(node::subscribe);
    node.reopen("requested by this case");
    node.awaitState(DOWN, 1);
    node.awaitState(RESTORED, 1);
    rooms.forEach(room -> harness.fence(publishes, node, room));
    harness.fence(node, node, rooms.get(0));
    node.done(node.closeAsync());
    node.reopen("requested by this case");
    assertThat(node.received().states()).containsExactly(UP, DOWN, RESTORED, CLOSED);
  }

  /** A closed node receives nothing. Its connections are closed, those of other nodes stay. */
  @Test
  default void closeFreesItsConnections(BrokerHarness harness) {
    Channel room = room("gone");
    HarnessNode closes = harness.open();
    int before = harness.faults().connections();
    HarnessNode publishes = harness.openDirect();
    closes.subscribe(room);
    harness.fence(publishes, closes, room);
    closes.done(closes.closeAsync());
    int received = closes.texts(room).size();
    HarnessNode stays = harness.open();
    stays.subscribe(room);
    harness.fence(publishes, stays, room);
    assertThat(closes.texts(room)).hasSize(received);
    Awaitility.await("at most " + before + " connections")
        .atMost(harness.maxWait())
        .until(() -> harness.faults().connections(), now -> now <= before);
  }

  /** A close fails pending publishes and subscriptions long before their deadline. */
  @Test
  default void closeFailsPendingCalls(BrokerHarness harness) {
    HarnessNode node = harness.open(harness.config(harness.faulty(), Duration.ofSeconds(60)));
    harness.faults().blackHole();
    var waiting =
        IntStream.range(0, 10).mapToObj(i -> node.publishAsync(room("late"), "m" + i)).toList();
    var subscribing = node.subscribeAsync(room("late"));
    var closed = node.closeAsync();
    for (var stage : waiting) {
      assertThat(HarnessNode.failure(stage, harness.maxWait())).is(ofKind(Kind.CLOSED));
    }
    assertThat(HarnessNode.failure(subscribing, harness.maxWait())).is(ofKind(Kind.CLOSED));
    node.done(closed);
  }

  /** A broker may be closed while it has no connection. It stops trying to reconnect. */
  @Test
  default void closeWhileDown(BrokerHarness harness) {
    HarnessNode node = harness.open();
    harness.faults().refuse();
    harness.faults().cut();
    node.awaitState(DOWN, 1);
    node.done(node.closeAsync());
    assertThat(node.received().states()).containsExactly(UP, DOWN, CLOSED);
  }

  /** A broker may be closed during a reconnect. The new connection is closed as well. */
  @Test
  default void closeWhileConnectingAgain(BrokerHarness harness) {
    int before = harness.faults().connections();
    HarnessNode node = harness.open();
    harness.faults().blackHole();
    harness.faults().cut();
    node.awaitState(DOWN, 1);
    Awaitility.await("a connection of the reconnect")
        .atMost(harness.maxWait())
        .until(() -> harness.faults().connections(), now -> now > before);
    var closed = node.closeAsync();
    harness.faults().heal();
    node.done(closed);
    assertThat(node.received().states()).containsExactly(UP, DOWN, CLOSED);
    Awaitility.await("at most " + before + " connections")
        .atMost(harness.maxWait())
        .until(() -> harness.faults().connections(), now -> now <= before);
  }

  /**
   * An unknown setting fails as BAD_CONFIG. The message names it and the most similar known
   * setting.
   */
  @Test
  default void unknownSettingIsRefused(BrokerHarness harness) {
    String known = harness.supportedSetting();
    String misspelt = known + "z";
    BrokerConfig good = harness.config(harness.faulty(), harness.timeout());
    var bad = new BrokerConfig(good.uri(), good.prefix(), good.timeout(), Map.of(misspelt, "1"));
    var listener = new RecordingListener();
    var failure = HarnessNode.failure(harness.tryOpen(bad, listener), harness.inTime());
    assertThat(failure).is(ofKind(Kind.BAD_CONFIG));
    assertThat(failure).hasMessageContaining(misspelt).hasMessageContaining("'" + known + "'");
    assertThat(listener.states()).isEmpty();
  }

  /**
   * An open with a wrong password or an unknown user fails within its timeout as REFUSED. The
   * message names the password as the cause. Neither it nor its causes contain the login.
   */
  @Test
  @RequiresLogin
  default void wrongPasswordIsRefused(BrokerHarness harness) {
    for (String login : List.of("nobody:" + PASSWORD, PASSWORD + ":pw")) {
      var listener = new RecordingListener();
      var config = harness.config(harness.withLogin(login), harness.timeout());
      var failure = HarnessNode.failure(harness.tryOpen(config, listener), harness.inTime());
      assertThat(failure).is(ofKind(Kind.REFUSED));
      assertThat(failure).hasMessageContaining("password");
      assertThat(Throwables.getStackTrace(failure)).doesNotContain("s3cr3t", "Xyzzy");
      assertThat(listener.states()).isEmpty();
    }
  }

  /**
   * An open without a server on the port fails within its timeout as UNAVAILABLE, with a message.
   */
  @Test
  default void unreachableBrokerFailsInTime(BrokerHarness harness) {
    harness.faults().refuse();
    for (var unreachableUri : List.of(harness.unreachableUri(), harness.faulty())) {
      var listener = new RecordingListener();
      var opening = harness.tryOpen(harness.config(unreachableUri, harness.timeout()), listener);
      var failure = HarnessNode.failure(opening, harness.inTime());
      assertThat(failure).is(ofKind(Kind.UNAVAILABLE));
      assertThat(failure.getMessage()).isNotBlank();
      assertThat(listener.states()).isEmpty();
    }
  }

  /**
   * An open at a server that accepts the connection and never responds fails within its timeout.
   * The broker then closes its connection by itself.
   */
  @Test
  default void silentServerFailsTheOpenInTime(BrokerHarness harness) {
    int before = harness.faults().connections();
    harness.faults().blackHole();
    var listener = new RecordingListener();
    var opening = harness.tryOpen(harness.config(harness.faulty(), harness.timeout()), listener);
    Awaitility.await("a connection to the silent server")
        .atMost(harness.maxWait())
        .until(() -> harness.faults().connections(), now -> now > before);
    var failure = HarnessNode.failure(opening, harness.inTime());
    assertThat(failure).is(ofKind(Kind.TIMEOUT, Kind.UNAVAILABLE));
    assertThat(failure.getMessage()).isNotBlank();
    harness.faults().heal(); // a black hole also delays the end of a connection
    Awaitility.await("the connection to the silent server to be closed")
        .atMost(harness.maxWait())
        .until(() -> harness.faults().connections(), now -> now == before);
    assertThat(listener.states()).isEmpty();
  }

  /**
   * An opening at a silent server can be cancelled. It fails at once as CLOSED and leaves no
   * connection.
   */
  @Test
  default void cancelledOpeningDoesNotWaitForASilentServer(BrokerHarness harness) {
    int before = harness.faults().connections();
    harness.faults().blackHole();
    var listener = new RecordingListener();
    var opening = harness.opening(harness.config(harness.faulty(), longTimeout(harness)), listener);
    Awaitility.await("a connection to the silent server")
        .atMost(harness.maxWait())
        .until(() -> harness.faults().connections(), now -> now > before);
    opening.cancel();
    assertThat(HarnessNode.failure(opening.broker(), harness.inTime())).is(ofKind(Kind.CLOSED));
    harness.faults().heal(); // a black hole also delays the end of a connection
    Awaitility.await("the connection to the silent server to be closed")
        .atMost(harness.maxWait())
        .until(() -> harness.faults().connections(), now -> now == before);
    assertThat(listener.states()).isEmpty();
  }

  /** Openings that are cancelled at once leave no connection. */
  @Test
  default void openingCancelledAtOnceLeavesNoConnection(BrokerHarness harness) {
    int before = harness.faults().connections();
    harness.faults().blackHole();
    for (int i = 0; i < 5; i++) {
      var config = harness.config(harness.faulty(), longTimeout(harness));
      var opening = harness.opening(config, new RecordingListener());
      opening.cancel();
      assertThat(HarnessNode.failure(opening.broker(), harness.inTime())).is(ofKind(Kind.CLOSED));
    }
    harness.faults().heal(); // a black hole also delays the end of a connection
    Awaitility.await("the connections to the silent server to be closed")
        .atMost(harness.maxWait())
        .until(() -> harness.faults().connections(), now -> now == before);
  }

  /** A close at a silent server does not wait for it, neither connected nor during a reconnect. */
  @Test
  default void closeDoesNotWaitForASilentServer(BrokerHarness harness) {
    for (boolean reconnects : List.of(false, true)) {
      int before = harness.faults().connections();
      HarnessNode node = harness.open(harness.config(harness.faulty(), longTimeout(harness)));
      harness.faults().blackHole();
      if (reconnects) {
        harness.faults().cut();
        node.awaitState(DOWN, 1);
        Awaitility.await("a connection to the silent server")
            .atMost(harness.maxWait())
            .until(() -> harness.faults().connections(), now -> now > before);
      }
      HarnessNode.done(node.closeAsync(), harness.inTime());
      harness.faults().heal();
      Awaitility.await("the connections to the silent server to be closed")
          .atMost(harness.maxWait())
          .until(() -> harness.faults().connections(), now -> now == before);
    }
  }

  /** Returns a broker timeout that is much longer than the time allowed for a close. */
  private static Duration longTimeout(BrokerHarness harness) {
    return harness.inTime().multipliedBy(3);
  }

  /**
   * A broker without a reachable server pauses between its attempts to connect. It reconnects when
   * the server is reachable again.
   */
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
        .atMost(harness.maxWait())
        .until(() -> harness.faults().refusals() - before, made -> made >= attempts);
    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .as("the time of %d attempts", attempts)
        .isGreaterThan(shortest.multipliedBy(attempts));
    harness.faults().heal();
    node.awaitState(RESTORED, 1);
  }
}
