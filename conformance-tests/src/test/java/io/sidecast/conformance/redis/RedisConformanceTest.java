package io.sidecast.conformance.redis;

import static io.sidecast.conformance.OfKind.ofKind;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.RedisClient;
import io.lettuce.core.codec.ByteArrayCodec;
import io.sidecast.broker.BrokerException;
import io.sidecast.broker.BrokerException.Kind;
import io.sidecast.broker.Channel;
import io.sidecast.conformance.BrokerConformance;
import io.sidecast.conformance.BrokerFixture;
import io.sidecast.conformance.BrokerHarness;
import io.sidecast.conformance.HarnessNode;
import io.sidecast.conformance.HostileMessages;
import io.sidecast.conformance.UnreadMessages;
import io.sidecast.conformance.security.Entrance;
import io.sidecast.conformance.security.SecretExtension;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Runs the broker suite for broker-redis over a real Redis, with cases for refusals that only Redis
 * has. Confined to the test thread.
 */
@Tag("slow")
@ExtendWith(SecretExtension.class)
class RedisConformanceTest extends BrokerConformance {

  @Override
  protected BrokerFixture fixture() {
    return new RedisFixture();
  }

  @Test
  void badDatabaseIsBadConfig(BrokerHarness harness) {
    assertThat(failure(harness, "redis://", "/9999")).is(ofKind(Kind.BAD_CONFIG));
    assertThat(failure(harness, "redis://", "/name")).is(ofKind(Kind.BAD_CONFIG));
  }

  /** Redis closes a connection whose unread messages exceed the limit for subscribers. */
  @Test
  void unreadMessagesAreReported(BrokerHarness harness) {
    cli(harness, "CONFIG", "SET", "client-output-buffer-limit", "pubsub 1mb 1mb 0");
    try {
      new UnreadMessages(harness.openDirect(), harness.open(), 480).assertLossIsReported(harness);
    } finally {
      cli(harness, "CONFIG", "SET", "client-output-buffer-limit", "pubsub 32mb 8mb 60");
    }
  }

  /** Redis without free memory accepts no data, but publishing and subscribing need none. */
  @Test
  void memoryLimitHasNoEffect(BrokerHarness harness) {
    cli(harness, "CONFIG", "SET", "maxmemory", "1");
    try {
      assertThat(cli(harness, "SET", "data", "refused")).startsWith("OOM");
      HarnessNode node = harness.open();
      Channel room = BrokerHarness.room("memory");
      node.subscribe(room);
      harness.fence(node, node, room);
    } finally {
      cli(harness, "CONFIG", "SET", "maxmemory", "0");
    }
  }

  /** Redis has no properties of messages: other programs choose the channel and the body. */
  @Test
  void hostileMessagesAreHarmless(BrokerHarness harness) throws Exception {
    String prefix = harness.config(harness.direct(), harness.timeout()).prefix();
    byte[] room = (prefix + ":" + HostileMessages.ROOM.word(':')).getBytes(UTF_8);
    RedisClient client = RedisClient.create(harness.direct().toString());
    try (var connection = client.connect(ByteArrayCodec.INSTANCE)) {
      HostileMessages.assertHarmless(
          harness,
          (random, body) -> {
            byte[] other = (prefix + ":" + HostileMessages.text(random)).getBytes(UTF_8);
            connection.sync().publish(random.nextInt(10) == 0 ? other : room, body);
          });
    } finally {
      client.shutdown(Duration.ZERO, Duration.ofSeconds(5));
    }
  }

  /** Returns the output of {@code redis-cli}. */
  private static String cli(BrokerHarness harness, String... command) {
    String port = Integer.toString(harness.direct().getPort());
    var all = new ArrayList<>(List.of("redis-cli", "-p", port));
    all.addAll(List.of(command));
    return RedisServer.run(Path.of("."), all);
  }

  private static BrokerException failure(BrokerHarness harness, String login, String path) {
    return Entrance.failure(harness, Entrance.config(harness, login, path));
  }
}
