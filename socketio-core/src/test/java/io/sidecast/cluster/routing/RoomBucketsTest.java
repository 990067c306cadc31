package io.sidecast.cluster.routing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sidecast.broker.Channel;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RoomBucketsTest {

  private final RoomBuckets buckets = new RoomBuckets(512);

  /** Computes the bucket byte by byte, as defined. */
  private static int expected(String namespace, String room, int count) {
    int hash = 0x811c9dc5;
    for (byte octet : (namespace + "\0" + room).getBytes(UTF_8)) {
      hash = (hash ^ (octet & 0xff)) * 0x01000193;
    }
    return Integer.remainderUnsigned(hash ^ (hash >>> 16), count);
  }

  /** These buckets never change: other releases and other languages must compute the same. */
  @ParameterizedTest
  @CsvSource({"/,lobby,512", "/,'',512", "/chat,房间,512", "/,👋,64", "/,a,1000"})
  void isWhatTheDefinitionSays(String namespace, String room, int count) {
    assertThat(new RoomBuckets(count).of(namespace, room))
        .isEqualTo(expected(namespace, room, count));
  }

  @Test
  void neverChanges() {
    assertThat(buckets.of("/", "lobby")).isEqualTo(33);
    assertThat(buckets.of("/chat", "房间👋")).isEqualTo(447);
  }

  @Test
  void hashesTheBytesOfUtf8() {
    var random = new SplittableRandom(8);
    for (int round = 0; round < 10_000; round++) {
      String room =
          random
              .ints(random.nextInt(20), 0, 0x110000)
              .filter(c -> c < 0xd800 || c > 0xdfff)
              .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
              .toString();
      assertThat(buckets.of("/", room)).as(room).isEqualTo(expected("/", room, 512));
    }
  }

  @Test
  void oneBucketHoldsAll() {
    assertThat(new RoomBuckets(1).of("/", "any")).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {16, 100, 512})
  void spreadsRooms(int count) {
    var some = new RoomBuckets(count);
    var load = new int[count];
    IntStream.range(0, count * 100).forEach(i -> load[some.of("/", "room " + i)]++);
    assertThat(IntStream.of(load).max().orElseThrow()).isLessThan(200);
    assertThat(IntStream.of(load).min().orElseThrow()).isGreaterThan(30);
  }

  @Test
  void namespacesAndRoomsDoNotRunTogether() {
    assertThat(buckets.of("/a", "b")).isNotEqualTo(buckets.of("/", "ab"));
    assertThat(buckets.channel(17)).isEqualTo(new Channel(Channel.Kind.ROOM, "17"));
  }
}
