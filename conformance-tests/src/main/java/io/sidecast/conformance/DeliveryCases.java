package io.sidecast.conformance;

import static io.sidecast.broker.BrokerFeature.ORDERED_ACROSS_CHANNELS;
import static io.sidecast.broker.BrokerState.DOWN;
import static io.sidecast.broker.BrokerState.RESTORED;
import static io.sidecast.broker.Channel.Kind.BROADCAST;
import static io.sidecast.broker.Channel.Kind.NODE;
import static io.sidecast.conformance.BrokerHarness.channel;
import static io.sidecast.conformance.BrokerHarness.room;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sidecast.broker.Channel;
import io.sidecast.broker.Position;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Cases about the delivery of messages: to which nodes, how often, and in which order. Confined to
 * the test thread.
 */
interface DeliveryCases {

  /**
   * An error that the listener throws, against its contract, ends nothing: later messages arrive.
   */
  @Test
  default void listenerErrorIsIsolated(BrokerHarness harness) {
    HarnessNode listens = harness.open();
    HarnessNode publishes = harness.openDirect();
    listens
        .received()
        .whenMessage(
            envelope -> {
              if (new String(envelope, UTF_8).equals("error")) {
                throw new StackOverflowError("thrown on purpose by this case");
              }
            });
    for (Channel.Kind kind : Channel.Kind.values()) {
      Channel channel = channel(kind, "listener");
      listens.subscribe(channel);
      publishes.publish(channel, "error");
      listens.awaitFence(channel, "error");
      harness.awaitDelivery(publishes, listens, channel);
    }
  }

  /** A message published as soon as a subscribe stage completes arrives, 500 times. */
  @Test
  default void subscribeMeansEffective(BrokerHarness harness) {
    HarnessNode listens = harness.open();
    HarnessNode publishes = harness.openDirect();
    harness.faults().delay(Duration.ofMillis(5));
    var rooms = IntStream.range(0, 500).mapToObj(i -> room("r" + i)).toList();
    var published = new ArrayList<CompletableFuture<Position>>();
    for (Channel room : rooms) {
      published.add(
          listens.subscribeAsync(room).thenCompose(done -> publishes.publishAsync(room, "first")));
      if (published.size() % 100 == 0) {
        published.forEach(listens::done);
        published.clear();
      }
    }
    harness.faults().heal();
    rooms.forEach(room -> publishes.publishAsync(room, "fence"));
    rooms.forEach(room -> listens.awaitFence(room, "fence"));
    assertThat(rooms)
        .allSatisfy(r -> assertThat(listens.texts(r)).containsExactly("first", "fence"));
  }

  /** Two subscriptions to one channel deliver one copy, and one unsubscribe ends both. */
  @Test
  default void subscribingTwiceIsOnce(BrokerHarness harness) {
    HarnessNode listens = harness.open();
    HarnessNode publishes = harness.openDirect();
    Channel room = room("twice");
    listens.subscribe(room, room);
    publishes.publish(room, "one");
    String fence = harness.fence(publishes, listens, room);
    assertThat(listens.texts(room)).containsExactly("one", fence);
    listens.unsubscribe(room);
    publishes.publish(room, "lost");
    listens.subscribe(room);
    String last = harness.fence(publishes, listens, room);
    assertThat(listens.texts(room)).containsExactly("one", fence, last);
  }

  /**
   * After an unsubscribe stage completes no message arrives, even in the middle of a stream, 20
   * times.
   */
  @Test
  default void unsubscribeMeansSilent(BrokerHarness harness) {
    HarnessNode listens = harness.open();
    HarnessNode publishes = harness.openDirect();
    listens.unsubscribe(room("never-subscribed"));
    for (int round = 0; round < 20; round++) {
      Channel room = room("round" + round);
      listens.subscribe(room);
      var stream =
          IntStream.range(0, 50).mapToObj(i -> publishes.publishAsync(room, "s" + i)).toList();
      listens.unsubscribe(room);
      int received = listens.texts(room).size();
      stream.forEach(publishes::done);
      publishes.publish(room, "lost");
      listens.subscribe(room);
      String fence = harness.fence(publishes, listens, room);
      assertThat(listens.texts(room).subList(received, listens.texts(room).size()))
          .containsExactly(fence);
    }
  }

  /**
   * 20,000 messages of two publishers on one channel arrive once each, in the order of their
   * publisher.
   */
  @Test
  default void fifoPerPublisherAndChannel(BrokerHarness harness) {
    int each = 10_000;
    Channel room = room("fifo");
    HarnessNode listens = harness.open();
    listens.subscribe(room);
    var publishers = List.of(harness.open(), harness.openDirect());
    for (int from = 0; from < each; from += 500) {
      var window = new ArrayList<CompletableFuture<Position>>();
      for (int i = from; i < from + 500; i++) {
        for (int who = 0; who < publishers.size(); who++) {
          window.add(publishers.get(who).publishAsync(room, who + ":" + i));
        }
      }
      window.forEach(listens::done);
    }
    publishers.forEach(publisher -> harness.fence(publisher, listens, room));
    for (int who = 0; who < publishers.size(); who++) {
      String mine = who + ":";
      assertThat(listens.texts(room).stream().filter(text -> text.startsWith(mine)))
          .containsExactlyElementsOf(IntStream.range(0, each).mapToObj(i -> mine + i).toList());
    }
  }

  /**
   * A subscriber takes no message while 4,000 are published and confirmed. Afterwards each arrives,
   * once and in order, or the broker has reported the loss as DOWN. The publisher has a long
   * timeout, because 500 publishes at once may take long on a loaded machine.
   */
  @Test
  default void slowSubscriberMissesNothingSilently(BrokerHarness harness) {
    Channel room = room("slow");
    HarnessNode listens = harness.open();
    HarnessNode publishes = harness.open(harness.config(harness.direct(), harness.maxWait()));
    listens.subscribe(room);
    var stream = new NumberedStream(publishes, room);
    var published = new CompletableFuture<Void>();
    listens.received().whenMessage(envelope -> published.join());
    try {
      for (int window = 0; window < 8; window++) {
        stream.publish(500);
      }
    } finally {
      published.complete(null);
    }
    listens.awaitCountOrDown(room, stream.next());
    var lost = new ArrayList<NumberedStream.Gap>();
    if (listens.received().count(DOWN) > 0) {
      lost.add(new NumberedStream.Gap(0, stream.next()));
      listens.awaitState(RESTORED, 1);
    }
    harness.awaitDelivery(publishes, listens, room);
    var numbers = listens.texts(room).stream().filter(text -> !text.startsWith("again")).toList();
    stream.assertInOrder(numbers, lost);
  }

  /**
   * Broadcast and node messages of one publisher, published alternately, arrive in the order of
   * publishing.
   */
  @Test
  @Requires(ORDERED_ACROSS_CHANNELS)
  default void fifoAcrossChannels(BrokerHarness harness) {
    Channel everyone = channel(BROADCAST, "all");
    Channel one = channel(NODE, "listener");
    HarnessNode listens = harness.open();
    listens.subscribe(everyone, one);
    HarnessNode publishes = harness.open();
    var published = new ArrayList<CompletableFuture<Position>>();
    for (int i = 0; i < 2_000; i++) {
      published.add(publishes.publishAsync(i % 2 == 0 ? everyone : one, "m" + i));
    }
    published.forEach(publishes::done);
    harness.fence(publishes, listens, everyone);
    harness.fence(publishes, listens, one);
    assertThat(listens.received().messages().stream().map(m -> new String(m.envelope(), UTF_8)))
        .filteredOn(text -> text.startsWith("m"))
        .containsExactlyElementsOf(IntStream.range(0, 2_000).mapToObj(i -> "m" + i).toList());
  }

  /**
   * Of five nodes that publish to each other's node channels, each receives only the messages of
   * its own channel.
   */
  @Test
  default void nodeChannelReachesOnlyThatNode(BrokerHarness harness) {
    Channel everyone = channel(BROADCAST, "all");
    var nodes = IntStream.range(0, 5).mapToObj(i -> harness.open()).toList();
    for (int i = 0; i < 5; i++) {
      nodes.get(i).subscribe(everyone, channel(NODE, "n" + i));
    }
    for (HarnessNode from : nodes) {
      for (int message = 0; message < 20; message++) {
        for (int to = 0; to < 5; to++) {
          from.publishAsync(channel(NODE, "n" + to), "for-" + to);
        }
      }
    }
    for (int from = 0; from < 5; from++) {
      for (int to = 0; to < 5; to++) {
        harness.fence(nodes.get(from), nodes.get(to), channel(NODE, "n" + to));
        harness.fence(nodes.get(from), nodes.get(to), everyone);
      }
    }
    for (int i = 0; i < 5; i++) {
      nodes.get(i).awaitCount(everyone, 25);
      assertThat(nodes.get(i).received().messages().size()).as("raw count").isEqualTo(100 + 5 + 25);
      assertThat(nodes.get(i).texts(channel(NODE, "n" + i)))
          .filteredOn(text -> !text.startsWith("fence"))
          .hasSize(100)
          .containsOnly("for-" + i);
    }
  }

  /** A node receives its own messages on a channel that it subscribed to. */
  @Test
  default void ownPublishComesBack(BrokerHarness harness) {
    HarnessNode node = harness.open();
    for (Channel.Kind kind : Channel.Kind.values()) {
      Channel channel = channel(kind, "own");
      node.subscribe(channel);
      node.publish(channel, "mine");
      node.awaitCount(channel, 1);
      assertThat(node.texts(channel)).containsExactly("mine");
    }
  }
}
