package io.sidecast.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.sidecast.broker.BrokerState;
import io.sidecast.broker.Channel;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * A test of messages for a subscriber that reads nothing, of which a message broker keeps only a
 * part. Immutable.
 *
 * @param publishes a node with a connection of its own
 * @param reads the subscriber, behind the network with faults
 * @param count the number of messages, more than the message broker and the sockets hold
 */
public record UnreadMessages(HarnessNode publishes, HarnessNode reads, int count) {

  private static final int BYTES = 1 << 16;

  /**
   * Publishes the messages while the subscriber reads nothing. No message follows on their channel,
   * so that no gap shows the loss. The broker of the subscriber must report DOWN.
   */
  public void assertLossIsReported(BrokerHarness harness) {
    assertLossIsReported(harness, room -> {});
  }

  /**
   * Publishes the messages, and runs an action before the subscriber reads again.
   *
   * @param harness the harness of the case
   * @param action receives the channel
   */
  public void assertLossIsReported(BrokerHarness harness, Consumer<Channel> action) {
    Channel room = BrokerHarness.room("unread");
    reads.subscribe(room);
    harness.faults().blackHole();
    var published =
        IntStream.range(0, count)
            .mapToObj(i -> publishes.publishAsync(room, new byte[BYTES]))
            .toList();
    published.forEach(publishes::done);
    action.accept(room);
    harness.faults().heal();
    reads.awaitState(BrokerState.DOWN, 1);
    reads.awaitState(BrokerState.RESTORED, 1);
    assertThat(reads.texts(room)).hasSizeLessThan(count);
    harness.fence(publishes, reads, room);
  }
}
