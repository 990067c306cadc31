package io.sidecast.cluster.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sidecast.broker.BrokerException;
import io.sidecast.broker.Channel;
import io.sidecast.cluster.NodeId;
import io.sidecast.cluster.node.ManualBroker;
import io.sidecast.cluster.queue.ClusterExecutor;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
class BucketSubscriptionsTest {

  private static final int BUCKET = 3;

  private final ManualBroker broker = new ManualBroker();
  private final ClusterExecutor thread = new ClusterExecutor(new NodeId("node-0"), null);
  private final List<Channel> announced = new CopyOnWriteArrayList<>();
  private final BucketSubscriptions rooms =
      new BucketSubscriptions(broker, thread, new RoomBuckets(8), announced::add);

  @AfterEach
  void end() {
    thread.end();
  }

  private static void await(CompletionStage<Void> stage) throws Exception {
    stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  private static CompletableFuture<Void> future(CompletionStage<Void> stage) {
    return stage.toCompletableFuture();
  }

  /** Waits until the cluster thread has run all earlier tasks. */
  private void settle() throws Exception {
    CompletableFuture.runAsync(() -> {}, thread).get(20, TimeUnit.SECONDS);
  }

  private void subscribed() throws Exception {
    rooms.occupied(BUCKET);
    broker.next("subscribe").succeed();
    await(rooms.inForce(BUCKET));
  }

  @Test
  void isInForceWhenTheBrokerHasConfirmed() throws Exception {
    rooms.occupied(BUCKET);
    CompletableFuture<Void> inForce = future(rooms.inForce(BUCKET));
    var command = broker.next("subscribe");
    assertThat(command.channel()).isEqualTo(new Channel(Channel.Kind.ROOM, "3"));
    assertThat(announced).containsExactly(command.channel());
    assertThat(inForce).isNotDone();
    assertThat(rooms.size()).isZero();
    command.succeed();
    await(inForce);
    assertThat(rooms.size()).isEqualTo(1);
  }

  @Test
  void manyRoomsOfABucketAreOneSubscription() throws Exception {
    subscribed();
    rooms.occupied(BUCKET);
    rooms.vacated(BUCKET);
    await(rooms.inForce(BUCKET));
    settle();
    assertThat(broker.isIdle()).isTrue();
  }

  @Test
  void theLastRoomEndsItAfterAMoment() throws Exception {
    subscribed();
    rooms.vacated(BUCKET);
    settle();
    assertThat(broker.isIdle()).as("not at once").isTrue();
    broker.next("unsubscribe").succeed();
    Awaitility.await().until(() -> rooms.size() == 0);
  }

  @Test
  void joinBeforeTheUnsubscribeIsSentCostsNothing() throws Exception {
    subscribed();
    rooms.vacated(BUCKET);
    rooms.occupied(BUCKET);
    await(rooms.inForce(BUCKET));
    rooms.vacated(BUCKET);
    broker.next("unsubscribe").succeed();
    assertThat(broker.isIdle()).as("one command for both").isTrue();
  }

  @Test
  void joinDuringAnUnsubscribeWaitsForANewSubscription() throws Exception {
    subscribed();
    rooms.vacated(BUCKET);
    var ending = broker.next("unsubscribe");
    rooms.occupied(BUCKET);
    CompletableFuture<Void> inForce = future(rooms.inForce(BUCKET));
    settle();
    assertThat(broker.isIdle()).as("one command at a time").isTrue();
    ending.succeed();
    var again = broker.next("subscribe");
    assertThat(inForce).isNotDone();
    again.succeed();
    await(inForce);
  }

  @Test
  void leaveBeforeTheSubscriptionIsInForceEndsTheWait() throws Exception {
    rooms.occupied(BUCKET);
    CompletableFuture<Void> inForce = future(rooms.inForce(BUCKET));
    rooms.vacated(BUCKET);
    await(inForce);
  }

  @Test
  void failedSubscriptionIsReportedAndRetried() throws Exception {
    rooms.occupied(BUCKET);
    CompletableFuture<Void> inForce = future(rooms.inForce(BUCKET));
    broker.next("subscribe").fail();
    assertThatThrownBy(() -> inForce.get(20, TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(BrokerException.class);
    CompletableFuture<Void> later = future(rooms.inForce(BUCKET));
    broker.next("subscribe").succeed();
    await(later);
  }

  @Test
  void duringAnOutageNothingIsInForceAndAfterItAllIsSubscribed() throws Exception {
    subscribed();
    rooms.setOutage(true);
    rooms.occupied(BUCKET + 1);
    assertThat(future(rooms.inForce(BUCKET))).isCompletedExceptionally();
    assertThat(future(rooms.inForce(BUCKET + 1))).isCompletedExceptionally();
    broker.next("subscribe").fail();
    settle();
    rooms.setOutage(false);
    await(rooms.inForce(BUCKET));
    CompletableFuture<Void> other = future(rooms.inForce(BUCKET + 1));
    broker.next("subscribe").succeed();
    await(other);
  }

  @Test
  void waitingStageFailsAtTheClose() throws Exception {
    rooms.occupied(BUCKET);
    CompletableFuture<Void> inForce = future(rooms.inForce(BUCKET));
    broker.next("subscribe");
    rooms.close();
    assertThat(inForce).isCompletedExceptionally();
  }

  @Test
  void nodeInBroadcastModeSubscribesToNoBucket() throws Exception {
    subscribed();
    rooms.useBroadcast();
    broker.next("unsubscribe").succeed();
    Awaitility.await().until(() -> rooms.size() == 0);
    rooms.occupied(BUCKET + 1);
    await(rooms.inForce(BUCKET + 1));
    settle();
    assertThat(broker.isIdle()).isTrue();
    assertThat(rooms.occupied()).isEqualTo(2);
  }

  @Test
  void waitingStageCompletesInBroadcastMode() throws Exception {
    rooms.occupied(BUCKET);
    CompletableFuture<Void> inForce = future(rooms.inForce(BUCKET));
    var command = broker.next("subscribe");
    rooms.useBroadcast();
    await(inForce);
    command.succeed();
    broker.next("unsubscribe").succeed();
  }

  @Test
  void theWayBackIsOpenWhenEveryBucketIsSubscribed() throws Exception {
    rooms.useBroadcast();
    rooms.occupied(BUCKET);
    rooms.occupied(BUCKET + 1);
    rooms.useBoth();
    broker.next("subscribe").succeed();
    assertThat(rooms.useBuckets()).as("one of two").isFalse();
    await(rooms.inForce(BUCKET + 1));
    broker.next("subscribe").succeed();
    Awaitility.await().until(() -> rooms.size() == 2);
    assertThat(rooms.useBuckets()).isTrue();
    rooms.occupied(BUCKET + 2);
    assertThat(future(rooms.inForce(BUCKET + 2))).isNotDone();
  }

  @Test
  void duringAnOutageTheBroadcastIsNotInForceEither() {
    rooms.useBroadcast();
    rooms.setOutage(true);
    rooms.occupied(BUCKET);
    assertThat(future(rooms.inForce(BUCKET))).isCompletedExceptionally();
  }
}
