package io.sidecast.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.sidecast.broker.BrokerState;
import io.sidecast.broker.Channel;
import java.util.SplittableRandom;

/**
 * A test of messages that another program publishes on the channels of a node, with bodies and
 * properties that no node sends. Confined to the test thread.
 *
 * <p>System property: {@code fuzz.messages} for each broker (2,000).
 */
public final class HostileMessages {

  /** The channel of the node. */
  public static final Channel ROOM = BrokerHarness.room("hostile");

  private static final int COUNT = Integer.getInteger("fuzz.messages", 2_000);
  private static final int BATCH = Math.max(500, COUNT / 50);
  private static final int SHORT = 200;
  private static final int LONG = 1 << 16;

  /** The other program, over the client library or the protocol of the broker. */
  public interface Publisher {

    /**
     * Publishes a message.
     *
     * @param random the source of its properties
     * @param body its body
     */
    void publish(SplittableRandom random, byte[] body) throws Exception;
  }

  private HostileMessages() {}

  /** Publishes messages of another program. The node stays connected and receives later ones. */
  public static void assertHarmless(BrokerHarness harness, Publisher publisher) throws Exception {
    HarnessNode node = harness.openDirect();
    HarnessNode other = harness.openDirect();
    node.subscribe(ROOM);
    for (int i = 1; i <= COUNT; i++) {
      publisher.publish(harness.random(), body(harness.random()));
      if (i % BATCH == 0) {
        harness.fence(other, node, ROOM);
      }
    }
    harness.fence(other, node, ROOM);
    assertThat(node.received().count(BrokerState.DOWN)).isZero();
  }

  private static byte[] body(SplittableRandom random) {
    int kind = random.nextInt(100);
    var body = new byte[kind == 0 ? LONG : kind < 10 ? 0 : random.nextInt(SHORT)];
    random.nextBytes(body);
    return body;
  }

  /** Returns printable text of random length. */
  public static String text(SplittableRandom random) {
    return random
        .ints(random.nextInt(40), '!', '~')
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }
}
