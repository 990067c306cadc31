package io.sidecast.conformance;

import static io.sidecast.conformance.BrokerHarness.channel;
import static io.sidecast.conformance.BrokerHarness.room;
import static io.sidecast.conformance.OfKind.ofKind;
import static org.assertj.core.api.Assertions.assertThat;

import io.sidecast.broker.BrokerConfig;
import io.sidecast.broker.BrokerException;
import io.sidecast.broker.Channel;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Cases about the content of channels and the separation between channels. Confined to the test
 * thread.
 */
interface ChannelCases {

  /** The longest prefix that {@link BrokerConfig} allows. */
  int LONGEST_PREFIX = 32;

  /** The longest name that {@link Channel} allows. */
  int LONGEST_NAME = 64;

  /** Every byte value, an empty envelope, and random bytes arrive unchanged. */
  @Test
  default void bytesArriveUnchanged(BrokerHarness harness) {
    HarnessNode listens = harness.open();
    HarnessNode publishes = harness.open();
    Channel room = room("bytes");
    listens.subscribe(room);
    var all = new byte[256];
    for (int i = 0; i < all.length; i++) {
      all[i] = (byte) i;
    }
    var chance = new byte[100_000];
    harness.random().nextBytes(chance);
    var sent = List.of(all, new byte[0], new byte[] {0}, new byte[] {'\r', '\n', '$', '*'}, chance);
    sent.forEach(bytes -> publishes.done(publishes.publishAsync(room, bytes)));
    harness.fence(publishes, listens, room);
    assertThat(listens.received().messages(room).subList(0, sent.size()))
        .usingElementComparator(Arrays::compare)
        .containsExactlyElementsOf(sent);
  }

  /** An envelope of the maximum size arrives; one byte more fails at once as TOO_LARGE. */
  @Test
  default void largestEnvelopeArrivesAndNoLarger(BrokerHarness harness) {
    HarnessNode listens = harness.open();
    HarnessNode publishes = harness.open();
    Channel room = room("large");
    listens.subscribe(room);
    int limit = publishes.broker().features().maxEnvelopeBytes();
    var greatest = new byte[limit];
    harness.random().nextBytes(greatest);
    var nearly = Arrays.copyOf(greatest, limit - 1);
    publishes.done(publishes.publishAsync(room, nearly));
    publishes.done(publishes.publishAsync(room, greatest));
    var tooLarge = publishes.publishAsync(room, new byte[limit + 1]);
    assertThat(HarnessNode.failure(tooLarge, harness.maxWait()))
        .is(ofKind(BrokerException.Kind.TOO_LARGE));
    harness.fence(publishes, listens, room);
    var received = listens.received().messages(room);
    assertThat(received).hasSize(3);
    assertThat(Arrays.equals(received.get(0), nearly)).as("limit - 1").isTrue();
    assertThat(Arrays.equals(received.get(1), greatest)).as("limit").isTrue();
  }

  /**
   * Names of 64 characters, names that differ by case, and names of different kinds are separate
   * channels.
   */
  @Test
  default void namesAreDistinct(BrokerHarness harness) {
    HarnessNode listens = harness.open();
    HarnessNode publishes = harness.open();
    String longest = "x".repeat(LONGEST_NAME - 1);
    var channels =
        Stream.of("room", "Room", "ROOM", "-", "_", "0", longest + "a", longest + "b", longest)
            .flatMap(name -> Stream.of(Channel.Kind.values()).map(kind -> channel(kind, name)))
            .toList();
    channels.forEach(listens::subscribe);
    channels.forEach(to -> publishes.publish(to, to.toString()));
    channels.forEach(to -> harness.fence(publishes, listens, to));
    assertThat(channels)
        .allSatisfy(to -> assertThat(listens.texts(to)).hasSize(2).startsWith(to.toString()));
    assertThat(listens.received().messages().size()).as("raw count").isEqualTo(channels.size() * 2);
  }

  /**
   * The same channel under prefixes that differ by case, by suffix and in length delivers no
   * message to the other prefixes.
   */
  @Test
  default void prefixesIsolate(BrokerHarness harness) {
    BrokerConfig config = harness.config(harness.faulty(), harness.timeout());
    String own = config.prefix();
    String longest = own + "x".repeat(LONGEST_PREFIX - own.length());
    var nodes =
        Stream.of(own, own.toUpperCase(Locale.ROOT), own + "-2", longest)
            .map(prefix -> new BrokerConfig(config.uri(), prefix, config.timeout(), Map.of()))
            .map(harness::open)
            .toList();
    for (Channel.Kind kind : Channel.Kind.values()) {
      Channel same = channel(kind, "same".repeat(LONGEST_NAME / 4));
      nodes.forEach(node -> node.subscribe(same));
      nodes.forEach(node -> node.publish(same, "of " + nodes.indexOf(node)));
      nodes.forEach(node -> harness.fence(node, node, same));
      assertThat(nodes)
          .allSatisfy(
              node ->
                  assertThat(node.texts(same)).hasSize(2).startsWith("of " + nodes.indexOf(node)));
    }
  }
}
