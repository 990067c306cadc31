package io.sidecast.conformance;

import static io.sidecast.broker.BrokerState.DOWN;
import static io.sidecast.broker.BrokerState.RESTORED;
import static io.sidecast.conformance.BrokerHarness.room;
import static io.sidecast.conformance.OfKind.ofKind;
import static org.assertj.core.api.Assertions.assertThat;

import io.sidecast.broker.BrokerException.Kind;
import io.sidecast.broker.BrokerFeature;
import io.sidecast.broker.Channel;
import io.sidecast.broker.Position;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Cases about outages: their effect, and that no trace is left afterwards. Confined to the test
 * thread.
 */
interface OutageCases {

  /** While down, publishes fail at once as UNAVAILABLE and are not delivered later. */
  @Test
  default void publishWhileDownFailsAndIsNotQueued(BrokerHarness harness) {
    Channel room = room("down");
    HarnessNode publishes = harness.open();
    HarnessNode listens = harness.openDirect();
    listens.subscribe(room);
    harness.faults().refuse();
    harness.faults().cut();
    publishes.awaitState(DOWN, 1);
    for (int i = 0; i < 20; i++) {
      var failed = publishes.publishAsync(room, "lost" + i);
      assertThat(HarnessNode.failure(failed, harness.atOnce())).is(ofKind(Kind.UNAVAILABLE));
    }
    harness.faults().heal();
    publishes.awaitState(RESTORED, 1);
    String fence = harness.fence(publishes, listens, room);
    assertThat(listens.texts(room)).containsExactly(fence);
  }

  /**
   * While down, a subscribe fails at once and has no later effect, and an unsubscribe takes effect
   * after the reconnect.
   */
  @Test
  default void subscriptionsChangedWhileDown(BrokerHarness harness) {
    Channel kept = room("kept");
    Channel dropped = room("dropped");
    Channel refused = room("refused");
    HarnessNode listens = harness.open();
    HarnessNode publishes = harness.openDirect();
    listens.subscribe(kept, dropped);
    harness.faults().refuse();
    harness.faults().cut();
    listens.awaitState(DOWN, 1);
    var failed = listens.subscribeAsync(refused);
    assertThat(HarnessNode.failure(failed, harness.atOnce())).is(ofKind(Kind.UNAVAILABLE));
    listens.unsubscribe(dropped);
    harness.faults().heal();
    listens.awaitState(RESTORED, 1);
    for (Channel channel : List.of(dropped, refused)) {
      publishes.publish(channel, "lost");
      listens.subscribe(channel);
      String fence = harness.fence(publishes, listens, channel);
      assertThat(listens.texts(channel)).containsExactly(fence);
    }
    harness.fence(publishes, listens, kept);
  }

  /** When RESTORED is reported, each of 50 channels is in force again, 8 times. */
  @Test
  default void restoredMeansEveryChannelIsInForce(BrokerHarness harness) {
    int rounds = 8;
    var rooms = IntStream.range(0, 50).mapToObj(i -> room("r" + i)).toList();
    HarnessNode listens = harness.open();
    HarnessNode publishes = harness.openDirect();
    rooms.forEach(listens::subscribe);
    var published = new CopyOnWriteArrayList<CompletableFuture<Position>>();
    listens
        .received()
        .whenState(
            state -> {
              if (state == RESTORED) {
                rooms.forEach(room -> published.add(publishes.publishAsync(room, "back")));
              }
            });
    for (int round = 1; round <= rounds; round++) {
      harness.faults().delay(Duration.ofMillis(5));
      harness.faults().cut();
      listens.awaitState(DOWN, round);
      listens.awaitState(RESTORED, round);
      harness.faults().heal();
      rooms.forEach(room -> harness.fence(publishes, listens, room));
      int times = round;
      assertThat(rooms)
          .allSatisfy(r -> assertThat(listens.texts(r)).filteredOn("back"::equals).hasSize(times));
    }
    published.forEach(publishes::done);
  }

  /**
   * A subscriber whose connection is reset in a stream misses only messages published around DOWN.
   */
  @Test
  default void resetLosesOnlyAroundDown(BrokerHarness harness) {
    Channel room = room("stream");
    HarnessNode listens = harness.open();
    HarnessNode publishes = harness.openDirect();
    listens.subscribe(room);
    var stream = new NumberedStream(publishes, room);
    var lost = new ArrayList<NumberedStream.Gap>();
    for (int reset = 1; reset <= 3; reset++) {
      stream.publish(300);
      listens.awaitFence(room, stream.last());
      stream.publish(100);
      int received = listens.texts(room).size();
      int from = received == 0 ? 0 : Integer.parseInt(listens.texts(room).get(received - 1)) + 1;
      harness.faults().cut();
      listens.awaitState(DOWN, reset);
      stream.publish(100);
      listens.awaitState(RESTORED, reset);
      lost.add(new NumberedStream.Gap(from, stream.next()));
    }
    stream.publish(300);
    listens.awaitFence(room, stream.last());
    stream.assertInOrder(listens.texts(room), lost);
  }

  /** A subscriber that is cut off for a while receives every message later, once, in order. */
  @Test
  @Requires(BrokerFeature.REDELIVERS)
  default void outageOfASubscriberLosesNothing(BrokerHarness harness) {
    Channel room = room("redelivered");
    HarnessNode listens = harness.open();
    HarnessNode publishes = harness.openDirect();
    listens.subscribe(room);
    var stream = new NumberedStream(publishes, room);
    for (int reset = 1; reset <= 3; reset++) {
      stream.publish(100);
      stream.start(100);
      harness.faults().refuse();
      harness.faults().cut();
      listens.awaitState(DOWN, reset);
      stream.publish(100);
      harness.faults().heal();
      listens.awaitState(RESTORED, reset);
    }
    stream.publish(100);
    listens.awaitFence(room, stream.last());
    stream.assertInOrder(listens.texts(room), List.of());
  }

  /**
   * A publisher whose connection is reset in a stream sends no message twice and none out of order.
   */
  @Test
  default void resetPublisherRepeatsNothing(BrokerHarness harness) {
    Channel room = room("once");
    HarnessNode publishes = harness.open();
    HarnessNode listens = harness.openDirect();
    listens.subscribe(room);
    var stream = new NumberedStream(publishes, room);
    for (int reset = 1; reset <= 6; reset++) {
      boolean onlyAnswersAreLost = reset % 2 == 0;
      if (onlyAnswersAreLost) {
        harness.faults().delay(Duration.ofSeconds(1));
      }
      stream.start(1_000);
      if (onlyAnswersAreLost) {
        listens.awaitFence(room, stream.last());
      }
      harness.faults().cut();
      harness.faults().heal();
      publishes.awaitState(RESTORED, reset);
      stream.settle(harness.maxWait());
    }
    harness.fence(publishes, listens, room);
    List<String> received = listens.texts(room);
    stream.assertInOrder(
        received.subList(0, received.size() - 1),
        List.of(new NumberedStream.Gap(0, stream.next())));
  }

  /** A publish that the broker confirmed arrives, although the publisher's connection is reset. */
  @Test
  @Requires(BrokerFeature.PUBLISH_CONFIRMED)
  default void confirmedPublishesArrive(BrokerHarness harness) {
    Channel room = room("confirmed");
    HarnessNode publishes = harness.open();
    HarnessNode listens = harness.openDirect();
    listens.subscribe(room);
    var stream = new NumberedStream(publishes, room);
    for (int reset = 1; reset <= 5; reset++) {
      stream.start(2_000);
      harness.faults().cut();
      publishes.awaitState(RESTORED, reset);
      stream.settle(harness.maxWait());
    }
    harness.fence(publishes, listens, room);
    assertThat(listens.texts(room)).containsAll(stream.confirmed());
  }

  /**
   * In a black hole publishes return at once and fail within the broker timeout; other nodes are
   * not affected.
   */
  @Test
  default void blackHoleEndsInTimeout(BrokerHarness harness) {
    Channel room = room("hole");
    HarnessNode inside = harness.open();
    HarnessNode outside = harness.openDirect();
    HarnessNode other = harness.openDirect();
    inside.subscribe(room);
    other.subscribe(room);
    harness.faults().blackHole();
    long before = System.nanoTime();
    var stuck = IntStream.range(0, 10).mapToObj(i -> inside.publishAsync(room, "s" + i)).toList();
    assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(harness.atOnce());
    harness.fence(outside, other, room);
    var kinds =
        stuck.stream().map(stage -> HarnessNode.failure(stage, harness.inTime()).kind()).toList();
    assertThat(kinds).startsWith(Kind.TIMEOUT).containsAnyOf(Kind.TIMEOUT, Kind.UNAVAILABLE);
    harness.faults().heal();
    harness.awaitDelivery(outside, inside, room);
    harness.awaitDelivery(inside, other, room);
  }

  /**
   * A broker that stops answering is reported as DOWN within three broker timeouts. From then on a
   * publish fails at once, and unanswered subscribes do not come into force later.
   */
  @Test
  default void silenceIsReportedAsDown(BrokerHarness harness) {
    Channel room = room("silent");
    Channel unconfirmed = room("unanswered");
    HarnessNode node = harness.open();
    HarnessNode outside = harness.openDirect();
    node.subscribe(room);
    harness.faults().blackHole();
    var publishing = node.publishAsync(room, "unanswered");
    var subscribing = node.subscribeAsync(unconfirmed);
    node.received().await("DOWN", () -> node.received().count(DOWN) == 1, harness.noticed());
    for (var stage : List.of(publishing, subscribing)) {
      assertThat(HarnessNode.failure(stage, harness.inTime()))
          .is(ofKind(Kind.TIMEOUT, Kind.UNAVAILABLE));
    }
    var late = node.publishAsync(room, "late");
    assertThat(HarnessNode.failure(late, harness.atOnce())).is(ofKind(Kind.UNAVAILABLE));
    harness.faults().heal();
    node.awaitState(RESTORED, 1);
    harness.fence(outside, node, room);
    assertThat(node.texts(room)).doesNotContain("late");
    outside.publish(unconfirmed, "lost");
    node.subscribe(unconfirmed);
    String fence = harness.fence(outside, node, unconfirmed);
    assertThat(node.texts(unconfirmed)).containsExactly(fence);
  }

  /**
   * With a frozen broker, publishes and a new open fail within the broker timeout; afterwards the
   * broker works again.
   */
  @Test
  default void frozenBrokerFailsCallsInTime(BrokerHarness harness) {
    Channel room = room("frozen");
    HarnessNode node = harness.open();
    node.subscribe(room);
    harness.freezeBroker();
    var stuck = node.publishAsync(room, "stuck");
    var listener = new RecordingListener();
    var opening = harness.tryOpen(harness.config(harness.faulty(), harness.timeout()), listener);
    assertThat(HarnessNode.failure(stuck, harness.inTime())).is(ofKind(Kind.TIMEOUT));
    assertThat(HarnessNode.failure(opening, harness.inTime()))
        .is(ofKind(Kind.TIMEOUT, Kind.UNAVAILABLE));
    assertThat(listener.states()).isEmpty();
    harness.thawBroker();
    harness.awaitDelivery(node, node, room);
  }

  /** A restarted broker is found again by all its nodes, without a new open. */
  @Test
  default void brokerRestartIsSurvived(BrokerHarness harness) {
    Channel room = room("restart");
    HarnessNode left = harness.open();
    HarnessNode right = harness.open();
    left.subscribe(room);
    right.subscribe(room);
    harness.stopBroker();
    left.awaitState(DOWN, 1);
    right.awaitState(DOWN, 1);
    harness.startBroker();
    left.awaitState(RESTORED, 1);
    right.awaitState(RESTORED, 1);
    harness.fence(left, right, room);
    harness.fence(right, left, room);
  }
}
