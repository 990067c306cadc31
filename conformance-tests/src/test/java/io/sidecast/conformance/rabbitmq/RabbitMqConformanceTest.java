package io.sidecast.conformance.rabbitmq;

import static io.sidecast.conformance.BrokerHarness.room;
import static io.sidecast.conformance.HostileMessages.text;
import static io.sidecast.conformance.OfKind.ofKind;
import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.ConnectionFactory;
import io.sidecast.broker.Broker;
import io.sidecast.broker.BrokerConfig;
import io.sidecast.broker.BrokerException;
import io.sidecast.broker.BrokerException.Kind;
import io.sidecast.broker.BrokerState;
import io.sidecast.broker.Channel;
import io.sidecast.conformance.BrokerConformance;
import io.sidecast.conformance.BrokerFixture;
import io.sidecast.conformance.BrokerHarness;
import io.sidecast.conformance.HarnessNode;
import io.sidecast.conformance.HostileMessages;
import io.sidecast.conformance.RecordingListener;
import io.sidecast.conformance.UnreadMessages;
import io.sidecast.conformance.security.Entrance;
import io.sidecast.conformance.security.SecretExtension;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Runs the broker suite for broker-rabbitmq over a real RabbitMQ, with cases for refusals that only
 * RabbitMQ has. Confined to the test thread.
 */
@Tag("slow")
@ExtendWith(SecretExtension.class)
class RabbitMqConformanceTest extends BrokerConformance {

  private final RabbitMqFixture rabbit = new RabbitMqFixture();

  @Override
  protected BrokerFixture fixture() {
    return rabbit;
  }

  @Test
  void hostileMessagesAreHarmless(BrokerHarness harness) throws Exception {
    String prefix = harness.config(harness.direct(), harness.timeout()).prefix();
    var factory = new ConnectionFactory();
    factory.setUri(harness.direct().toString());
    try (var connection = factory.newConnection("hostile");
        var channel = connection.createChannel()) {
      HostileMessages.assertHarmless(
          harness,
          (random, body) -> {
            String key = random.nextInt(10) == 0 ? text(random) : HostileMessages.ROOM.word('.');
            channel.basicPublish(prefix + ".channels", key, properties(random), body);
          });
    }
  }

  private static AMQP.@Nullable BasicProperties properties(SplittableRandom random) {
    if (random.nextInt(5) == 0) {
      return null;
    }
    // RabbitMQ itself refuses a text in the headers CC and BCC, so all names have a prefix.
    Map<String, Object> headers =
        Map.of(
            "x-" + text(random),
            text(random),
            "x-death",
            List.of(Map.of("count", random.nextLong())));
    return new AMQP.BasicProperties.Builder()
        .contentType(text(random))
        .contentEncoding(text(random))
        .headers(headers)
        .deliveryMode(1 + random.nextInt(2))
        .priority(random.nextInt(256))
        .correlationId(text(random))
        .replyTo(text(random))
        .expiration(random.nextBoolean() ? "0" : null)
        .messageId(text(random))
        .timestamp(Date.from(Instant.ofEpochSecond(random.nextInt())))
        .type(text(random))
        .appId(text(random))
        .build();
  }

  @Test
  void unknownVirtualHostIsRefusedWithAdvice(BrokerHarness harness) {
    BrokerException failure = failure(harness, "amqp://", "/nowhere");
    assertThat(failure).is(ofKind(Kind.REFUSED));
    assertThat(failure).hasMessageContaining("is 'nowhere' the right virtual host");
  }

  /**
   * The documented permissions suffice. With fewer permissions an open fails and names the missing
   * ones.
   */
  @Test
  void leastPermissionsSuffice(BrokerHarness harness) {
    BrokerConfig config = Entrance.config(harness, "amqp://least:secret@", "");
    String own = "^" + config.prefix() + "\\..*";
    rabbit.rabbitmqctl("add_user", "least", "secret");
    try {
      assertRefused(harness, config, "is '/' the right virtual host");
      rabbit.rabbitmqctl("set_permissions", "least", "^other\\..*", own, own);
      assertRefused(harness, config, "configure, write and read " + own);
      rabbit.rabbitmqctl("set_permissions", "least", own, own, own);
      HarnessNode node = harness.open(config);
      Channel room = room("least");
      node.subscribe(room);
      String fence = harness.fence(node, node, room);
      node.unsubscribe(room);
      assertThat(node.texts(room)).containsExactly(fence);
    } finally {
      rabbit.rabbitmqctl("delete_user", "least");
    }
  }

  /**
   * RabbitMQ without free memory accepts no messages. The broker reports DOWN and keeps its
   * connection.
   */
  @Test
  void alarmIsDownUntilItIsOver(BrokerHarness harness) {
    Channel room = room("alarm");
    HarnessNode node = harness.open();
    node.subscribe(room);
    rabbit.rabbitmqctl("set_vm_memory_high_watermark", "0");
    try {
      var heldBack = node.publishAsync(room, "held back");
      node.awaitState(BrokerState.DOWN, 1);
      BrokerException refused =
          HarnessNode.failure(node.publishAsync(room, "lost"), harness.atOnce());
      assertThat(refused).is(ofKind(Kind.UNAVAILABLE));
      assertThat(refused).hasMessageContaining("free memory or disk");
      assertThat(HarnessNode.failure(heldBack, harness.inTime())).is(ofKind(Kind.TIMEOUT));
    } finally {
      rabbit.rabbitmqctl("set_vm_memory_high_watermark", "0.4");
    }
    node.awaitState(BrokerState.RESTORED, 1);
    String fence = harness.fence(node, node, room);
    assertThat(node.texts(room)).containsExactly("held back", fence);
    assertThat(node.received().states())
        .containsExactly(BrokerState.UP, BrokerState.DOWN, BrokerState.RESTORED);
  }

  /** RabbitMQ drops messages from a full queue. The notice of it ends the connection. */
  @Test
  void messagesDroppedFromAFullQueueAreReported(BrokerHarness harness) {
    BrokerConfig usual = harness.config(harness.faulty(), harness.timeout());
    var few =
        new BrokerConfig(
            usual.uri(), usual.prefix(), usual.timeout(), Map.of("queue_max_messages", "10"));
    new UnreadMessages(harness.openDirect(), harness.open(few), 640).assertLossIsReported(harness);
  }

  /**
   * A node without its queue receives nothing. The broker therefore ends a connection whose queue
   * was deleted, and opens a new one with a new queue.
   */
  @Test
  void deletedQueueIsReplaced(BrokerHarness harness) {
    Channel room = room("deleted");
    HarnessNode node = harness.open();
    node.subscribe(room);
    String prefix = harness.config(harness.direct(), harness.timeout()).prefix();
    String queue =
        rabbit.rabbitmqctl("list_queues", "name").stream()
            .filter(name -> name.startsWith(prefix))
            .findFirst()
            .orElseThrow();
    rabbit.rabbitmqctl("delete_queue", queue);
    node.awaitState(BrokerState.RESTORED, 1);
    harness.fence(node, node, room);
  }

  /**
   * The exchange is deleted with the last node. A node that opens at that moment is not refused.
   */
  @Test
  void comesWhileTheLastOneLeaves(BrokerHarness harness) {
    BrokerConfig config = harness.config(harness.direct(), harness.timeout());
    var comers = IntStream.range(0, 3).mapToObj(i -> comeAndGo(harness, config, 100)).toList();
    comers.forEach(comer -> comer.toCompletableFuture().join());
  }

  private static CompletionStage<Void> comeAndGo(
      BrokerHarness harness, BrokerConfig config, int times) {
    return times == 0
        ? CompletableFuture.completedStage(null)
        : harness
            .tryOpen(config, new RecordingListener())
            .thenCompose(Broker::close)
            .toCompletableFuture()
            .orTimeout(harness.maxWait().toMillis(), TimeUnit.MILLISECONDS)
            .thenCompose(gone -> comeAndGo(harness, config, times - 1));
  }

  private static void assertRefused(BrokerHarness harness, BrokerConfig config, String advice) {
    BrokerException failure = Entrance.failure(harness, config);
    assertThat(failure).is(ofKind(Kind.REFUSED));
    assertThat(failure).hasMessageContaining(advice).hasMessageNotContaining("secret");
  }

  private static BrokerException failure(BrokerHarness harness, String login, String path) {
    return Entrance.failure(harness, Entrance.config(harness, login, path));
  }
}
