package io.sidecast.conformance.rabbitmq;

import static io.sidecast.conformance.TestClient.to;
import static org.assertj.core.api.Assertions.assertThat;

import io.sidecast.conformance.BrokerFixture;
import io.sidecast.conformance.ServerConformance;
import io.sidecast.conformance.ServerHarness;
import io.sidecast.conformance.TestClient;
import io.sidecast.conformance.TestNode;
import io.sidecast.conformance.Values;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Certifies broker-rabbitmq with real servers over a real RabbitMQ. Confined to the test thread.
 */
class RabbitMqClusterIT extends ServerConformance {

  /** The log line of a node that detects a lost subscription. */
  private static final String DEAF = "the broker connection is deaf";

  /** Removes a binding, as an Erlang expression with exchange, key and queue. */
  private static final String UNBIND =
      """
      rabbit_binding:remove(
        {binding,
         rabbit_misc:r(<<"/">>, exchange, <<"%s">>),
         <<"%s">>,
         rabbit_misc:r(<<"/">>, queue, <<"%s">>),
         []},
        <<"conformance">>).
      """;

  /** One command instead of four: each start of rabbitmqctl takes seconds of CPU time. */
  private static final String NAMES =
      """
      [Name || {resource, _, _, Name} <-
        rabbit_amqqueue:list_names(<<"/">>) ++
        rabbit_exchange:list_names() ++
        lists:append([[From, To] || {binding, From, _, To, _} <- rabbit_binding:list(<<"/">>)])].
      """;

  private static final Pattern NAME = Pattern.compile("<<\"([^\"]*)\">>");

  private final RabbitMqFixture rabbit = new RabbitMqFixture();

  @Override
  protected BrokerFixture fixture() {
    return rabbit;
  }

  /** RabbitMQ's own trace shows that one emit to a sid is one message, routed to one queue. */
  @ParameterizedTest
  @ValueSource(ints = {2, 5})
  void emitToSidIsOneMessageInOneQueue(int size, ServerHarness harness) throws IOException {
    List<TestClient> clients = harness.clientOfEach(harness.cluster(size, ServerHarness.QUIET));
    TestClient target = clients.get(size - 1);
    String text = harness.unique("one");
    String fence = harness.unique("fence");
    try (var spy = new RabbitMqSpy(rabbit)) {
      clients.get(0).run("emit_sid", to(target.sid(), text));
      target.awaits("msg", text);
      clients.get(0).run("bcast", fence);
      assertThat(spy.awaitPublishes(fence).get(0).queues()).hasSize(size);
      assertThat(spy.publishes(text)).hasSize(1);
      assertThat(spy.publishes(text).get(0).queues()).containsExactly(queueOf(target));
    }
  }

  /** A killed node leaves no queue and no binding, and the last one no exchange either. */
  @Test
  void killedNodesLeaveNothing(ServerHarness harness) {
    List<TestNode> nodes = harness.cluster(2, ServerHarness.QUIET);
    List<TestClient> clients = harness.clientOfEach(nodes);
    String first = queueOf(clients.get(0));
    String second = queueOf(clients.get(1));
    String exchange = first.substring(0, first.indexOf('.')) + ".channels";
    assertThat(names()).contains(first, second, exchange);
    nodes.get(0).kill();
    awaitGone(first);
    assertThat(names()).contains(second, exchange);
    nodes.get(1).kill();
    awaitGone(second, exchange);
  }

  /**
   * A node one of whose subscriptions is lost at RabbitMQ detects this by its own messages and
   * reopens its connection, once. Afterwards emits on that channel arrive again.
   */
  @ParameterizedTest
  @ValueSource(strings = {"broadcast", "node", "room"})
  void lostSubscriptionIsNoticedAndHealed(String kind, ServerHarness harness) {
    List<TestNode> nodes = harness.cluster(2, ServerHarness.NODE_TIMEOUT);
    List<TestClient> clients = harness.clientOfEach(nodes);
    TestClient deaf = clients.get(1);
    String room = harness.unique("room");
    deaf.run("join", room);
    List<String> rooms =
        switch (kind) {
          case "node" -> List.of(deaf.sid());
          case "room" -> List.of(room);
          default -> List.of();
        };
    clients.get(0).run("to_rooms", Map.of("rooms", rooms, "data", "before"));
    deaf.awaits("msg", "before");
    unbind(queueOf(deaf), kind + ".");
    Awaitility.await("the lost subscription to be detected")
        .atMost(ServerHarness.NODE_TIMEOUT.multipliedBy(3))
        .until(() -> !nodes.get(1).logLines(DEAF).isEmpty());
    Awaitility.await("an emit to arrive")
        .atMost(TestClient.maxWait())
        .until(
            () -> {
              clients.get(0).run("to_rooms", Map.of("rooms", rooms, "data", "after"));
              return deaf.received("msg").contains(Values.of("after"));
            });
    deaf.awaitsState("UP");
    harness.awaitNodes(nodes, 2);
    assertThat(nodes.get(1).logLines(DEAF)).hasSize(1);
    assertThat(nodes.get(0).logLines(DEAF)).isEmpty();
  }

  /** During a memory alarm RabbitMQ accepts no messages: emits fail, and no node is removed. */
  @Test
  void alarmFailsEmitsAndEndsNoConnection(ServerHarness harness) {
    List<TestClient> clients = harness.clientOfEach(harness.nodes());
    TestClient first = clients.get(0);
    TestClient second = clients.get(1);
    rabbit.rabbitmqctl("set_vm_memory_high_watermark", "0");
    try {
      for (TestClient client : clients) {
        Awaitility.await("an emit to fail and the cluster to be down")
            .atMost(TestClient.MAX_WAIT_SECONDS, TimeUnit.SECONDS)
            .until(() -> client.call("bcast", "lost").path(0).has("error") && isDown(client));
      }
      long until = System.nanoTime() + ServerHarness.NODE_TIMEOUT.plusSeconds(2).toNanos();
      while (System.nanoTime() < until) {
        assertThat(first.call("nodes").path(0)).as("live nodes").hasSize(3);
      }
      assertThat(clients).allMatch(RabbitMqClusterIT::isDown);
    } finally {
      rabbit.rabbitmqctl("set_vm_memory_high_watermark", "0.4");
    }
    Awaitility.await("an emit to arrive")
        .atMost(TestClient.MAX_WAIT_SECONDS, TimeUnit.SECONDS)
        .until(
            () -> {
              first.call("emit_sid", to(second.sid(), "again"));
              return second.received("msg").contains(Values.of("again"));
            });
  }

  private static boolean isDown(TestClient client) {
    return client.state().equals("DOWN");
  }

  /**
   * Removes the one binding of a queue whose key begins with a text, inside RabbitMQ. Other
   * connections may not do this, because the queue is exclusive to its node.
   */
  private void unbind(String queue, String beginning) {
    List<String[]> bindings =
        rabbit
            .rabbitmqctl("list_bindings", "source_name", "routing_key", "destination_name")
            .stream()
            .map(binding -> binding.split("\t", -1))
            .filter(columns -> !columns[0].isEmpty() && columns[1].startsWith(beginning))
            .filter(columns -> columns[2].equals(queue))
            .toList();
    assertThat(bindings).as("bindings of %s to %s", queue, beginning).hasSize(1);
    String exchange = bindings.get(0)[0];
    String key = bindings.get(0)[1];
    assertThat(rabbit.rabbitmqctl("eval", UNBIND.formatted(exchange, key, queue)))
        .containsExactly("ok");
  }

  /** Returns the queue to which the node channel of a client's node is bound. */
  private String queueOf(TestClient client) {
    String key = "node." + ServerHarness.idOf(client);
    List<String> bindings =
        rabbit.rabbitmqctl("list_bindings", "routing_key", "destination_name").stream()
            .filter(binding -> binding.startsWith(key + "\t"))
            .toList();
    assertThat(bindings).as("bindings of %s", key).hasSize(1);
    return bindings.get(0).substring(key.length() + 1);
  }

  private void awaitGone(String... gone) {
    Awaitility.await(String.join(", ", gone) + " to be gone")
        .atMost(TestClient.MAX_WAIT_SECONDS, TimeUnit.SECONDS)
        .untilAsserted(() -> assertThat(names()).doesNotContain(gone));
  }

  /** Returns the name of every queue and exchange, and both ends of every binding. */
  private List<String> names() {
    String resources = String.join("\n", rabbit.rabbitmqctl("eval", NAMES));
    return NAME.matcher(resources).results().map(name -> name.group(1)).distinct().toList();
  }
}
